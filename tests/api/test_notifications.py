"""The log as a feed, and everybody's own notifications."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest

from helpdesk.events.sequencer import sequence
from helpdesk.kit.errors import HelpdeskError
from helpdesk.platform.values import MemberField
from helpdesk.procedures.changes import asking as changes
from helpdesk.procedures.changes import freezing
from helpdesk.procedures.changes.freezing import Mismatched
from helpdesk.schema.build import build
from helpdesk.schema.callers import Callers
from helpdesk.schema.context import Services
from helpdesk.schema.execution import Engine, Request
from helpdesk.schema.projection.kept import References
from tests.actors import store_manager
from tests.api.conftest import Api, token
from tests.world import World

FEED = """query($after: String, $first: Int, $filter: EventsFilter) {
  events(after: $after, first: $first, filter: $filter) {
  nodes { id kind subjectKind subjectId revision } endCursor hasNextPage } }"""
INBOX = """query($unread: Boolean!, $first: Int, $after: String) {
  notifications(unreadOnly: $unread, first: $first, after: $after) {
    totalCount pageInfo { endCursor hasNextPage } nodes { id reason level at readAt ticket { id } } }
  unreadNotificationCount }"""
RECEIVED = """subscription($after: String) { notificationReceived(after: $after) {
  cursor notification { id reason ticket { number } } } }"""
MARK = "notifications { id readAt } unreadNotificationCount"


async def sequenced(api: Api) -> None:
    """Give every committed event its place in the log."""
    while await sequence(api.runtime.engine) != 0:
        pass  # the application numbers them as well: None while it is at it


async def feed(api: Api, role: str, **given: Any) -> list[dict[str, Any]]:
    """The whole feed, read page by page to its end."""
    await sequenced(api)
    found: list[dict[str, Any]] = []
    while True:
        page = (await api.data(role, FEED, **given))["events"]
        found += page["nodes"]
        given["after"] = page["endCursor"]
        if not page["hasNextPage"]:
            return found


async def inbox(api: Api, role: str, *, unread: bool = False) -> list[dict[str, Any]]:
    """Somebody's notifications."""
    found: list[dict[str, Any]] = (await api.data(role, INBOX, unread=unread))["notifications"]["nodes"]
    return found


@asynccontextmanager
async def followed(api: Api, role: str, after: str | None = None) -> AsyncIterator[asyncio.Queue[Any]]:
    """What a subscription yields, as it comes."""
    runtime = api.runtime
    references = References(runtime.connections, runtime.transactor, runtime.configurations)
    services = Services(runtime.settings, runtime.transactor, runtime.configurations, runtime.hub, references)
    callers = Callers(services)
    context = await callers.admit(f"Bearer {token(role)}", language="en")
    engine = Engine(build(), introspection=False)
    frames: asyncio.Queue[Any] = asyncio.Queue()

    async def run() -> None:
        try:
            async for body in engine.follow(Request(RECEIVED, {"after": after}, None), context):
                await frames.put(body)
        except HelpdeskError as error:  # the socket's part: the operation ends with it
            await frames.put({"errors": [{"extensions": {"code": error.code}}]})

    task = asyncio.create_task(run())
    await asyncio.sleep(0.2)
    try:
        yield frames
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def frame(frames: asyncio.Queue[Any]) -> dict[str, Any]:
    """The next notification."""
    body: dict[str, Any] = await asyncio.wait_for(frames.get(), 10)
    assert "errors" not in body, body
    found: dict[str, Any] = body["data"]["notificationReceived"]
    return found


async def worker(api: Api, world: World, ticket: dict[str, Any]) -> str:
    """The name of a ticket's assignee."""
    return next(name for name, key in world.agents.items() if ticket["assignee"]["id"] == f"agt_{key.hex}")


@pytest.mark.parametrize("role", ["store:S001", "member:M1", "wang", "lin"])
async def test_the_feed_is_for_those_who_may_read_events(api: Api, role: str) -> None:
    body = await api(role, FEED)
    assert body["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"


async def test_an_integration_reads_every_event_once_and_in_order_page_by_page(
    api: Api, world: World
) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    whole = await feed(api, "integration", first=100)
    by_pages = await feed(api, "integration", first=3)
    assert by_pages == whole
    assert len({event["id"] for event in whole}) == len(whole)
    about = [event for event in whole if event["subjectId"] == ticket["id"]]
    assert [event["revision"] for event in about] == sorted(event["revision"] for event in about)
    assert about[0]["kind"] == "ticket.submitted"


async def test_clocks_and_routing_are_told_only_to_those_who_read_internals(api: Api, world: World) -> None:
    await api.submit("store:S001", world.items["product-use"])
    kinds = {event["kind"] for event in await feed(api, "admin", filter={"subjectKind": "ticket"})}
    assert {"ticket.submitted", "ticket.routed", "ticket.assigned", "clock.started"} <= kinds
    outside = {event["kind"] for event in await feed(api, "integration", filter={"subjectKind": "ticket"})}
    assert outside == {"ticket.submitted", "ticket.assigned"}


async def test_a_manager_is_fed_the_tickets_of_their_department_alone(api: Api, world: World) -> None:
    ours = await api.submit("store:S001", world.items["product-use"])
    theirs = await api.submit("store:S001", world.items["invoice"])
    seen = {event["subjectId"] for event in await feed(api, "cfo", filter={"subjectKind": "ticket"})}
    assert seen == {theirs["id"]}
    seen = {event["subjectId"] for event in await feed(api, "head", filter={"subjectKind": "ticket"})}
    assert seen == {ours["id"]}


async def test_what_leaves_a_managers_sight_is_told_up_to_its_leaving(api: Api, world: World) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    before = len(await feed(api, "head", filter={"subjectKind": "ticket"}))
    given = {"ticketId": ticket["id"], "groupId": f"grp_{world.groups['finance'].hex}", "reason": "转办"}
    assert (await api.mutate("admin", "moveTicket", "ticket { id }", **given))["userErrors"] == []
    left = await feed(api, "head", filter={"subjectKind": "ticket"})
    assert len(left) > before, "the change that takes it away is told"
    await api.mutate("admin", "addTags", "ticket { id }", ticketId=ticket["id"], tags=["later"])
    assert await feed(api, "head", filter={"subjectKind": "ticket"}) == left


async def test_the_feed_is_filtered_by_kind_and_by_subject(api: Api, world: World) -> None:
    first = await api.submit("store:S001", world.items["product-use"])
    await api.submit("store:S001", world.items["product-use"])
    found = await feed(api, "admin", filter={"subjectId": first["id"], "kinds": ["ticket.submitted"]})
    assert [(event["kind"], event["subjectId"]) for event in found] == [("ticket.submitted", first["id"])]
    group = f"grp_{world.groups['hotline'].hex}"
    found = await feed(api, "admin", filter={"subjectId": group})
    assert {event["subjectKind"] for event in found} == {"group"}
    assert {event["subjectId"] for event in found} == {group}
    body = await api("admin", FEED, filter={"subjectId": "xyz"})
    assert body["errors"][0]["extensions"] == {
        "code": "INVALID_ID", "field": "filter.subjectId", "retryable": False,
    }  # fmt: skip


async def test_who_took_the_cursor_before_a_change_is_told_of_it_and_of_nothing_earlier(
    api: Api, world: World
) -> None:
    await api.submit("store:S001", world.items["product-use"])
    await sequenced(api)
    cursor = (await api.data("integration", "{ feedCursor }"))["feedCursor"]
    assert await feed(api, "integration", after=cursor) == []
    ticket = await api.submit("store:S001", world.items["product-use"])
    found = await feed(api, "integration", after=cursor)
    assert {event["subjectId"] for event in found} == {ticket["id"]}


async def test_a_cursor_of_another_log_is_expired_and_what_is_none_is_invalid(api: Api) -> None:
    other = (await api.data("admin", "{ feedCursor }"))["feedCursor"]
    async with api.runtime.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE log_head SET epoch = gen_random_uuid()")
    for after, code in ((other, "CURSOR_EXPIRED"), ("nonsense", "INVALID_CURSOR")):
        body = await api("admin", FEED, after=after)
        assert body["errors"][0]["extensions"]["code"] == code


async def test_an_assignee_is_told_and_the_requester_of_the_answer(api: Api, world: World) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    name = await worker(api, world, ticket)
    [told] = await inbox(api, name)
    assert (told["reason"], told["ticket"], told["readAt"]) == ("ASSIGNED", {"id": ticket["id"]}, None)
    await api.mutate(name, "replyToTicket", "ticket { id }", ticketId=ticket["id"], body="您好")
    assert [one["reason"] for one in await inbox(api, "store:S001")] == ["REPLIED"]
    assert len(await inbox(api, name)) == 1, "nobody is told of their own doing"


async def test_notifications_are_ones_own(api: Api, world: World) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    name = await worker(api, world, ticket)
    [told] = await inbox(api, name)
    look = f'{{ node(id: "{told["id"]}") {{ id }} }}'
    assert (await api.data(name, look))["node"] == {"id": told["id"]}
    for other in ("admin", "store:S001", "qian"):
        assert await inbox(api, other) == []
        assert (await api.data(other, look))["node"] is None
        marked = await api.mutate(other, "markNotificationsRead", MARK, ids=[told["id"]])
        assert marked == {"notifications": [], "unreadNotificationCount": 0, "userErrors": []}
    assert (await inbox(api, name, unread=True)) == [told]


async def test_the_ticket_of_a_notification_is_not_told_to_who_no_longer_sees_it(
    api: Api, world: World
) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    name = await worker(api, world, ticket)
    given = {"ticketId": ticket["id"], "groupId": f"grp_{world.groups['finance'].hex}", "reason": "转办"}
    await api.mutate("admin", "moveTicket", "ticket { id }", **given)
    assert (await inbox(api, name))[-1]["ticket"] is None


async def test_notifications_are_paged_newest_first_and_marked_as_read_once(api: Api, world: World) -> None:
    for _ in range(4):
        await api.submit("store:S001", world.items["invoice"])
    first = await api.data("qian", INBOX, unread=True, first=3)
    assert first["unreadNotificationCount"] == first["notifications"]["totalCount"] == 4
    page = first["notifications"]["pageInfo"]
    assert page["hasNextPage"]
    rest = await api.data("qian", INBOX, unread=True, first=3, after=page["endCursor"])
    ids = [one["id"] for part in (first, rest) for one in part["notifications"]["nodes"]]
    assert len(set(ids)) == 4
    marked = await api.mutate("qian", "markNotificationsRead", MARK, ids=ids[:3])
    assert {one["id"] for one in marked["notifications"]} == set(ids[:3])
    assert all(one["readAt"] for one in marked["notifications"])
    assert marked["unreadNotificationCount"] == 1
    again = await api.mutate("qian", "markNotificationsRead", MARK, ids=ids[:3])
    assert again["notifications"] == []
    assert [one["id"] for one in await inbox(api, "qian", unread=True)] == ids[3:]


@pytest.mark.parametrize(
    ("ids", "error"),
    [
        pytest.param(["tkt_1"], ("INVALID_ID", "ids.0"), id="no notification"),
        pytest.param([f"ntf_{1:032x}"] * 101, ("INVALID_VALUE", "ids"), id="too many"),
    ],
)
async def test_what_cannot_be_marked_is_refused(api: Api, ids: list[str], error: tuple[str, str]) -> None:
    refused = await api.mutate("qian", "markNotificationsRead", MARK, ids=ids)
    assert [(one["code"], one["field"]) for one in refused["userErrors"]] == [error]


async def test_a_follower_is_told_at_once_and_after_a_break_misses_nothing(api: Api, world: World) -> None:
    async with followed(api, "qian") as frames:
        first = await api.submit("store:S001", world.items["invoice"])
        told = await frame(frames)
        assert told["notification"]["reason"] == "ASSIGNED"
        assert told["notification"]["ticket"] == {"number": first["number"]}
    missed = [await api.submit("store:S001", world.items["invoice"]) for _ in range(2)]
    async with followed(api, "qian", told["cursor"]) as frames:
        numbers = [(await frame(frames))["notification"]["ticket"]["number"] for _ in missed]
        assert numbers == [ticket["number"] for ticket in missed]
        assert frames.empty()


async def test_nobody_follows_the_notifications_of_others(api: Api, world: World) -> None:
    async with followed(api, "admin") as admin, followed(api, "qian") as qian:
        await api.submit("store:S001", world.items["invoice"])
        await frame(qian)
        assert admin.empty()


async def test_who_is_no_longer_known_is_told_nothing_more(api: Api, world: World) -> None:
    ticket = await api.submit("store:S001", world.items["invoice"])
    await sequenced(api)
    async with followed(api, "qian") as frames:
        async with api.runtime.engine.begin() as connection:
            await connection.exec_driver_sql("UPDATE agents SET active = false WHERE external_key = 'qian'")
        await api.mutate("store:S001", "replyToTicket", "ticket { id }", ticketId=ticket["id"], body="在吗")
        body = await asyncio.wait_for(frames.get(), 10)
        assert body["errors"][0]["extensions"]["code"] == "UNKNOWN_CALLER"
        assert not body.get("data")


async def test_who_leads_a_group_is_told_at_once_of_a_member_that_is_frozen(api: Api, world: World) -> None:
    async with followed(api, "lin") as frames:
        missed = Mismatched([], member_code="M1", fields=tuple(MemberField))
        count = partial(freezing.count, refused=missed, intake=changes.INTAKE)
        await api.runtime.transactor.run(store_manager("S001"), count)
        found = (await frame(frames))["notification"]
    assert (found["reason"], found["ticket"]) == ("MEMBER_FROZEN", None)
