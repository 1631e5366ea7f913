"""Bad input: each has a typed answer, nothing is written, and none is a fault (design: GraphQL conventions)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from helpdesk.accounts.groups import set_group_members
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from tests.api.conftest import Api
from tests.api.refusals import LIST, TICKET, query_refusal, refusal
from tests.world import World, key

UNKNOWN = "0189" * 8


async def test_an_unknown_id_and_anothers_ticket_look_the_same(api: Api, world: World) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    answers = []
    for ticket_id in (ticket["id"], f"tkt_{UNKNOWN}"):
        assert await api.data("store:S002", TICKET, id=ticket_id) == {"ticket": None}
        payload = await api.mutate("store:S002", "replyToTicket", ticketId=ticket_id, body="一")
        answers.append(str(payload).replace(ticket_id, "<id>"))
    assert answers[0] == answers[1]
    assert "NOT_FOUND" in answers[0]


@pytest.mark.parametrize(
    "wrong", ["", "x", f"agt_{UNKNOWN}", f"tkt_{UNKNOWN}0", f"tkt_{UNKNOWN}\x00", "\u202etkt_", "x" * 5_000]
)
async def test_text_that_is_no_id_of_a_ticket_is_refused_with_its_field(api: Api, wrong: str) -> None:
    assert await refusal(api, "lin", "urgeTicket", ticketId=wrong) == ("INVALID_ID", "ticketId")
    assert await query_refusal(api, TICKET, id=wrong) == ("INVALID_ID", "id")
    assert await query_refusal(api, LIST, f={"groupId": [f"grp_{UNKNOWN}", wrong]}) == (
        "INVALID_ID",
        "filter.groupId.1",
    )


async def test_an_old_version_is_a_conflict(api: Api, world: World) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    stale = {"ticketId": ticket["id"], "priority": "HIGH", "expectedVersion": ticket["version"] - 1}
    assert await refusal(api, "lin", "changePriority", **stale) == ("CONFLICT", "expectedVersion")


async def test_a_repeated_key_is_one_ticket_and_another_input_is_refused(api: Api, world: World) -> None:
    key = {"idempotencyKey": "k-1"}
    first = await api.submit("store:S001", world.items["product-use"], **key)
    counts = await api.counts()
    assert (await api.submit("store:S001", world.items["product-use"], **key))["id"] == first["id"]
    assert await api.counts() == counts
    item = f"svc_{world.items['product-use'].hex}"
    clash = await refusal(api, "store:S001", "submitTicket", serviceItemId=item, title="另一张", **key)
    assert clash == ("IDEMPOTENCY_KEY_REUSED", "idempotencyKey")
    assert (await api.submit("store:S002", world.items["product-use"], **key))["id"] != first["id"]


async def test_racing_calls_with_one_key_are_one_ticket(api: Api, world: World) -> None:
    calls = (api.submit("store:S001", world.items["product-use"], idempotencyKey="race") for _ in range(6))
    before = await api.counts()
    tickets = await asyncio.gather(*calls)
    assert len({ticket["id"] for ticket in tickets}) == 1
    assert (await api.counts())["tickets"] == before["tickets"] + 1


@pytest.mark.parametrize("wrong", ["", " ", "a\x00b", "k" * 201])
async def test_a_key_that_cannot_be_kept_is_refused(api: Api, world: World, wrong: str) -> None:
    item = f"svc_{world.items['product-use'].hex}"
    given = {"serviceItemId": item, "title": "一", "idempotencyKey": wrong}
    assert await refusal(api, "store:S001", "submitTicket", **given) == ("INVALID_VALUE", "idempotencyKey")


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, 10**30, 1.5, "1", True, 10**300])
async def test_a_number_beyond_its_range_is_a_bad_request(api: Api, number: Any) -> None:
    assert (await query_refusal(api, "query($n: Int) { ticket(number: $n) { id } }", n=number))[
        0
    ] == "BAD_REQUEST"
    literal = str(number).lower() if not isinstance(number, str) else f'"{number}"'
    assert (await query_refusal(api, f"{{ ticket(number: {literal}) {{ id }} }}"))[0] == "BAD_REQUEST"


@pytest.mark.parametrize("number", [0, -1, 2**31 - 1, -(2**31)])
async def test_a_number_that_no_ticket_has_finds_none(api: Api, number: int) -> None:
    assert await api.data("lin", "query($n: Int) { ticket(number: $n) { id } }", n=number) == {"ticket": None}


@pytest.mark.parametrize("first", [0, 101, -1])
async def test_a_page_has_one_to_a_hundred_nodes(api: Api, first: int) -> None:
    assert await query_refusal(api, LIST, n=first) == ("INVALID_VALUE", "first")


@pytest.mark.parametrize(
    ("instant", "code"),
    [
        ("2026-11-17T10:00:00", "BAD_REQUEST"), ("2026-11-17", "BAD_REQUEST"), ("soon", "BAD_REQUEST"),
        (5, "BAD_REQUEST"), ("\x00", "BAD_REQUEST"),
        ("0001-01-01T00:00:00+14:00", "BAD_REQUEST"), ("9999-12-31T23:59:59-12:00", "BAD_REQUEST"),
        ("0001-01-01T00:00:00Z", "INVALID_VALUE"), ("9999-12-31T23:59:59.999999Z", "INVALID_VALUE"),
    ],
)  # fmt: skip
async def test_an_instant_without_offset_or_beyond_the_calendar_is_refused(
    api: Api, world: World, instant: Any, code: str
) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    if code == "INVALID_VALUE":
        assert await refusal(api, "lin", "snoozeTicket", ticketId=ticket["id"], until=instant) == (
            code,
            "until",
        )
        assert "errors" not in await api("lin", LIST, f={"createdFrom": instant, "createdBefore": instant})
    else:
        snooze = "mutation($i: SnoozeTicketInput!) { snoozeTicket(input: $i) { userErrors { code } } }"
        assert (await query_refusal(api, snooze, i={"ticketId": ticket["id"], "until": instant}))[0] == code
        assert (await query_refusal(api, LIST, f={"createdFrom": instant}))[0] == code


async def test_an_item_that_is_closed_to_tickets_or_unknown_is_refused(api: Api, world: World) -> None:
    for item in ("retired", "consultation"):
        given = {"serviceItemId": f"svc_{world.items[item].hex}", "title": "一"}
        assert (await refusal(api, "store:S001", "submitTicket", **given))[1] == "serviceItemId"
    assert await refusal(api, "store:S001", "submitTicket", serviceItemId=f"svc_{UNKNOWN}", title="一") == (
        "NOT_FOUND",
        "serviceItemId",
    )


async def test_an_item_that_would_have_no_group_is_not_published(api: Api) -> None:
    code, _ = await refusal(
        api, "admin", "removeConfigurationEntry", kind="DESK", id=f"dsk_{key('desk').hex}"
    )
    assert code == "CONFIGURATION_REFUSED"


async def test_a_calendar_that_is_never_open_is_not_published(api: Api) -> None:
    code, at = await refusal(
        api,
        "admin",
        "saveCalendar",
        id=f"cal_{key('office').hex}",
        name={"zh": "空", "en": "Never"},
        weekly={},
    )
    assert (code, at) == ("CONFIGURATION_REFUSED", "weekly")


async def test_a_group_with_nobody_on_duty_keeps_the_ticket_in_its_queue(api: Api, world: World) -> None:
    async def verb(work: UnitOfWork) -> None:
        await set_group_members(work, group_id=world.groups["finance"], agent_ids=[world.agents["boss"]])

    await api.runtime.transactor.run(SYSTEM, verb)
    ticket = await api.submit("store:S001", world.items["invoice"])
    assert (ticket["assignee"], ticket["group"]["code"], ticket["status"]) == (None, "finance", "NEW")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "\x00",
        "é",
        "W10",
        "WzEsMl0",
        "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzIzOjU5IiwieCJd",
        "WyI5OTk5LTEyLTMxVDIzOjU5OjU5LTIzOjU5IiwgIjAxODkwMTg5MDE4OTAxODkwMTg5MDE4OTAxODkwMTg5Il0",
    ],
)
async def test_a_cursor_that_this_list_did_not_make_is_refused(api: Api, cursor: str) -> None:
    assert await query_refusal(api, LIST, a=cursor) == ("INVALID_CURSOR", "after")
