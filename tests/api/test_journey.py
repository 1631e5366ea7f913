"""A ticket's whole way through the API."""

from __future__ import annotations

from datetime import timedelta

from helpdesk.kit.clock import StoppedClock
from tests.api.conftest import Api
from tests.world import World

STATE = """ticket { id status version timers { metric warned escalationLevel state { __typename
  ... on Running { dueAt } ... on Paused { since remaining } ... on Met { at } ... on Breached { at metAt } } } }"""
TIMELINE = (
    "query($id: ID!) { ticket(id: $id) { timeline { totalCount nodes { kind actorKey revision at data } } } }"
)


async def test_a_ticket_is_answered_held_answered_and_solved(
    api: Api, world: World, clock: StoppedClock
) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    assert ticket["group"]["code"] == "hotline"
    worker = "wang" if ticket["assignee"]["id"] == f"agt_{world.agents['wang'].hex}" else "zhao"
    clock.advance(timedelta(minutes=2))
    await api.mutate(worker, "replyToTicket", ticketId=ticket["id"], body="您好")
    clock.advance(timedelta(minutes=8))
    held = await api.mutate(worker, "requestInformation", STATE, ticketId=ticket["id"], question="订单号？")
    assert held["ticket"]["status"] == "WAITING_ON_REQUESTER"
    resolution = held["ticket"]["timers"][1]["state"]
    assert resolution["__typename"] == "Paused"
    assert resolution["remaining"] == "PT3H50M"
    clock.advance(timedelta(hours=1))
    back = await api.mutate("store:S001", "replyToTicket", STATE, ticketId=ticket["id"], body="D00031")
    assert back["ticket"]["status"] == "OPEN"
    assert back["ticket"]["timers"][1]["state"]["dueAt"] == "2026-11-16T07:00:00+00:00"
    solved = await api.mutate(worker, "solveTicket", STATE, ticketId=ticket["id"], resolution="已处理")
    assert solved["userErrors"] == []
    assert [timer["state"]["__typename"] for timer in solved["ticket"]["timers"]] == ["Met", "Met", "Met"]
    events = (await api.data("lin", TIMELINE, id=ticket["id"]))["ticket"]["timeline"]
    assert [event["revision"] for event in events["nodes"]] == list(range(1, events["totalCount"] + 1))
