"""Following tickets over a real socket: nothing missed, nothing twice, nothing out of sight (design: Transport)."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from helpdesk.accounts.groups import set_group_members
from helpdesk.app import Runtime
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from tests.api.conftest import Api
from tests.api.socket_client import Server, Socket, serving
from tests.world import World


@pytest.fixture
async def site(runtime: Runtime) -> AsyncIterator[Server]:
    """The application, served."""
    async with serving(runtime) as found:
        yield found


@pytest.fixture
async def api(site: Server, runtime: Runtime) -> AsyncIterator[Api]:
    """Documents sent to that server."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{site.port}", trust_env=False) as client:
        yield Api(client, runtime)


def kinds(updates: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    """What each update says."""
    return [(one["changeType"], one["event"] and one["event"]["kind"]) for one in updates]


async def settled(socket: Socket, api: Api) -> bool:
    """Whether nothing more comes, once all that was committed went through the hub."""
    runtime = api.runtime
    async with asyncio.timeout(5):
        while True:
            async with runtime.engine.connect() as connection:
                waiting = (
                    await connection.exec_driver_sql("SELECT count(*) FROM events WHERE position IS NULL")
                ).scalar()
            if not waiting and runtime.hub.position == (await runtime.hub.head()).position:
                break
            await asyncio.sleep(0.005)
    return await socket.quiet()


async def set_members(runtime: Runtime, group: UUID, *agents: UUID) -> None:
    """Change who works in a group."""

    async def verb(work: UnitOfWork) -> None:
        await set_group_members(work, group_id=group, agent_ids=list(agents))

    await runtime.transactor.run(SYSTEM, verb)


async def test_an_agent_sees_a_submitted_ticket_within_a_second(site: Server, api: Api, world: World) -> None:
    async with site.socket("lin") as socket:
        await socket.follow()
        ticket = await api.submit("store:S001", world.items["product-use"])
        async with asyncio.timeout(1):
            first = (await socket.updates(1))[0]
    assert (first["changeType"], first["ticketId"]) == ("ADDED", ticket["id"])
    assert first["ticket"]["number"] == ticket["number"]
    assert first["event"]["kind"] == "ticket.submitted"


async def test_entering_changing_within_and_leaving_a_filter_are_told_apart(
    site: Server, api: Api, world: World
) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    async with site.socket("lin") as socket:
        await socket.follow(filter={"priority": ["HIGH"]})
        for priority in ("HIGH", "URGENT"):
            await api.mutate("lin", "changePriority", ticketId=ticket["id"], priority=priority)
            if priority == "HIGH":
                await api.mutate("lin", "addTags", ticketId=ticket["id"], tags=["a"])
        seen: list[dict[str, Any]] = []
        while not seen or seen[-1]["changeType"] != "REMOVED":
            seen += await socket.updates(1)
        assert await settled(socket, api)
    assert [one["changeType"] for one in seen] == ["ADDED", *["UPDATED"] * (len(seen) - 2), "REMOVED"]
    assert ("UPDATED", "ticket.tags_changed") in kinds(seen)
    assert (seen[-1]["ticketId"], seen[-1]["ticket"]) == (ticket["id"], None)


async def test_a_ticket_that_goes_out_of_sight_is_removed_and_tells_nothing_more(
    site: Server, api: Api, world: World
) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    async with site.socket("zhao") as leaves, site.socket("qian") as comes:
        await leaves.follow()
        await comes.follow()
        finance = f"grp_{world.groups['finance'].hex}"
        await api.mutate("lin", "moveTicket", ticketId=ticket["id"], groupId=finance, reason="发票")
        removed, added = (await leaves.updates(1))[0], (await comes.updates(1))[0]
        assert await settled(leaves, api)
    assert (removed["changeType"], removed["ticket"], removed["event"]) == ("REMOVED", None, None)
    assert (added["changeType"], added["ticket"]["group"]["code"]) == ("ADDED", "finance")


async def test_who_comes_back_with_the_last_cursor_misses_nothing_and_sees_nothing_twice(
    site: Server, api: Api, world: World
) -> None:
    async with site.socket("lin") as socket:
        await socket.follow("whole")
        await socket.follow("part")
        ticket = await api.submit("store:S001", world.items["product-use"])
        part = await socket.updates(2, "part")
        await socket.send({"id": "part", "type": "complete"})
        for tag in ("a", "b", "c"):
            await api.mutate("lin", "addTags", ticketId=ticket["id"], tags=[tag])
        whole: list[dict[str, Any]] = []
        while len([one for one in kinds(whole) if one[1] == "ticket.tags_changed"]) < 3:
            whole += await socket.updates(1, "whole")
    async with site.socket("lin") as socket:
        await socket.follow("part", after=part[-1]["cursor"])
        part += await socket.updates(len(whole) - 2, "part")
        assert await settled(socket, api)
    assert [one["cursor"] for one in part] == [one["cursor"] for one in whole]
    assert len({one["cursor"] for one in part}) == len(part)


@pytest.mark.parametrize(
    ("cursor", "code"),
    [
        (base64.urlsafe_b64encode(bytes(24)).decode(), "CURSOR_EXPIRED"),
        ("nonsense", "INVALID_CURSOR"), ("", "INVALID_CURSOR"), ("\x00", "INVALID_CURSOR"),
    ],
)  # fmt: skip
async def test_a_cursor_of_another_log_is_a_typed_answer_in_the_callers_language(
    site: Server, cursor: str, code: str
) -> None:
    async with site.socket("lin", additional_headers={"Accept-Language": "zh-CN"}) as socket:
        await socket.subscribe(after=cursor)
        error = (await socket.receive_of("1", "error"))[0]
        assert (error["extensions"]["code"], error["extensions"]["field"]) == (code, "after")
        assert "游标" in error["message"]
        assert await socket.quiet()


async def test_a_change_of_sight_ends_the_subscription_with_a_typed_answer(
    site: Server, api: Api, world: World, runtime: Runtime
) -> None:
    async with site.socket("qian") as socket:
        await socket.follow()
        await set_members(runtime, world.groups["returns"], world.agents["zhao"], world.agents["wang"])
        await set_members(runtime, world.groups["returns"], world.agents["zhao"], world.agents["qian"])
        error = (await socket.receive_of("1", "error"))[0]
        assert (error["extensions"]["code"], error["extensions"]["retryable"]) == ("SCOPE_CHANGED", False)
        await socket.follow("2")
        ticket = await api.submit("store:S001", world.items["refund"])
        assert (await socket.updates(1, "2"))[0]["ticketId"] == ticket["id"]


async def test_a_change_of_sight_while_one_was_away_is_told_on_coming_back(
    site: Server, api: Api, world: World, runtime: Runtime
) -> None:
    async with site.socket("qian") as socket:
        await socket.follow()
        await api.submit("store:S001", world.items["invoice"])
        last = (await socket.updates(1))[0]["cursor"]
    await api.submit("store:S001", world.items["refund"])  # in a group that qian does not see yet
    await set_members(runtime, world.groups["returns"], world.agents["zhao"], world.agents["qian"])
    async with site.socket("qian") as socket, site.socket("cfo") as unconcerned:
        await socket.subscribe(after=last)
        error = (await socket.receive_of("1", "error"))[0]
        assert error["extensions"]["code"] == "SCOPE_CHANGED"
        await unconcerned.follow(after=last)


async def test_internal_notes_and_clocks_are_not_delivered_to_a_store(
    site: Server, api: Api, world: World
) -> None:
    async with site.socket("store:S001") as store, site.socket("lin") as lead:
        await store.follow()
        await lead.follow()
        ticket = await api.submit("store:S001", world.items["product-use"])
        await api.mutate("wang", "addInternalNote", ticketId=ticket["id"], body="内部")
        await api.mutate("zhao", "addInternalNote", ticketId=ticket["id"], body="内部")
        await api.mutate("store:S001", "replyToTicket", ticketId=ticket["id"], body="您好")
        seen: list[dict[str, Any]] = []
        while ("UPDATED", "ticket.comment_added") not in kinds(seen):
            seen += await store.updates(1)
        told: list[dict[str, Any]] = []
        while sum(kind == "ticket.comment_added" for _, kind in kinds(told)) < 2:
            told += await lead.updates(1)
        assert await settled(store, api)
    assert not [one for one in kinds(seen) if (one[1] or "").startswith(("clock.", "ticket.routed"))]
    assert len([one for one in kinds(seen) if one[1] == "ticket.comment_added"]) == 1
    assert "INTERNAL" not in str(seen)
    assert "INTERNAL" in str(told)


async def test_another_stores_manager_sees_nothing(site: Server, api: Api, world: World) -> None:
    async with site.socket("store:S002") as stranger:
        await stranger.follow()
        await stranger.follow("guess", filter={"storeCode": ["S001"]})
        await api.submit("store:S001", world.items["product-use"])
        assert await settled(stranger, api)


async def test_subscriptions_on_one_socket_end_one_by_one(site: Server, api: Api, world: World) -> None:
    async with site.socket("lin") as socket:
        await socket.follow("a")
        await socket.follow("b", filter={"tags": ["none such"]})
        await socket.follow("c")
        await socket.send({"id": "a", "type": "complete"})
        assert await socket.quiet()
        await api.submit("store:S001", world.items["product-use"])
        assert (await socket.updates(1, "c"))[0]["changeType"] == "ADDED"
        await socket.follow("a")  # the id is free again


BROKEN = {
    "does not parse": {"query": "subscription {"},
    "not valid": {"query": "subscription { nothing }"},
    "no query": {},
    "query is a number": {"query": 5},
    "variables are a list": {"query": "{ __typename }", "variables": []},
    "wrong variable": {"query": "query($id: ID!) { node(id: $id) { id } }", "variables": {}},
    "operation not named": {"query": "query A { __typename } query B { __typename }"},
    "wrong id in the filter": {
        "query": 'subscription { ticketUpdates(filter: {groupId: ["x"]}) { cursor } }',
    },
}


@pytest.mark.parametrize("payload", BROKEN.values(), ids=BROKEN)
async def test_an_operation_that_cannot_run_fails_alone_and_the_socket_lives(
    site: Server, api: Api, world: World, payload: dict[str, Any]
) -> None:
    async with site.socket("lin") as socket:
        await socket.follow("good")
        await socket.send({"id": "bad", "type": "subscribe", "payload": payload})
        answer = await socket.receive()
        if answer["type"] == "next":
            assert "errors" in answer["payload"]
            answer = {**await socket.receive(), "payload": answer["payload"]["errors"]}
        assert answer["id"] == "bad"
        assert answer["payload"][0]["extensions"]["code"] in {"BAD_REQUEST", "INVALID_ID"}
        assert "Traceback" not in str(answer)
        await api.submit("store:S001", world.items["product-use"])
        assert await socket.updates(1, "good")


async def test_queries_and_mutations_travel_over_the_socket_too(site: Server, world: World) -> None:
    async with site.socket("store:S001") as socket:
        document = (
            "mutation($input: SubmitTicketInput!) { submitTicket(input: $input) { userErrors { code } } }"
        )
        given = {"serviceItemId": f"svc_{world.items['product-use'].hex}", "title": "一"}
        await socket.subscribe("m", document, input=given)
        payload = await socket.receive_of("m")
        await socket.receive_of("m", "complete")
        assert payload["data"]["submitTicket"]["userErrors"] == []
