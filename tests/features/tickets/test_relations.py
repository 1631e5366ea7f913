"""Merged, linked, tagged and flagged."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.kit.errors import InvalidValue, NotAllowed, NotFound
from helpdesk.tickets import lifecycle
from helpdesk.tickets.errors import NotInThisStatus, NotTheSameRequester, SameTicket, TicketIsClosed
from helpdesk.tickets.models import Ticket, TicketFlag, TicketLink
from helpdesk.tickets.relations import FlagColour, LinkKind, change_tags, link, merge, set_flag
from tests.actors import store_manager
from tests.features.tickets.build import STORE, Desk


async def test_the_source_ends_its_clocks_are_cancelled_and_both_timelines_tell(desk: Desk) -> None:
    source, target = await desk.answered(), await desk.submit()
    await desk.reply(STORE, source)
    source = await desk.ticket(source)
    assert (await desk.do(desk.lin, merge, source_id=source.id, target_id=target.id)).id == target.id
    merged = await desk.ticket(source)
    assert (merged.status, merged.merged_into_id, merged.ended_at) == ("CLOSED", target.id, desk.clock.now())
    assert {timer.phase for timer in (await desk.timers(source)).values()} == {"MET", "CANCELLED"}
    assert await desk.kinds(source, source.revision) == [
        "ticket.merged", "clock.cancelled", "clock.cancelled", "ticket.status_changed",
    ]  # fmt: skip
    assert (await desk.events(target))[-1].data == {"source": str(source.id)}
    assert (await desk.timer(target)).phase == "RUNNING"


@pytest.mark.parametrize(
    "other", [{"by": store_manager("S002")}, {"member_code": "M1"}], ids=["store", "member of the store"]
)
async def test_tickets_of_different_requesters_are_not_merged(desk: Desk, other: dict[str, Any]) -> None:
    source, target = await desk.submit(**other), await desk.submit()
    with pytest.raises(NotTheSameRequester):
        await desk.do(desk.lin, merge, source_id=source.id, target_id=target.id)
    assert (await desk.ticket(source)).status == "NEW"


async def test_a_ticket_is_neither_merged_into_nor_linked_with_itself(desk: Desk) -> None:
    ticket = await desk.submit()
    with pytest.raises(SameTicket):
        await desk.do(desk.lin, merge, source_id=ticket.id, target_id=ticket.id)
    with pytest.raises(SameTicket):
        await desk.do(desk.lin, link, source_id=ticket.id, target_id=ticket.id, kind=LinkKind.RELATES_TO)


async def test_nothing_is_merged_into_what_is_done(desk: Desk) -> None:
    source, target = await desk.submit(), await desk.solved()
    with pytest.raises(NotInThisStatus) as refused:
        await desk.do(desk.lin, merge, source_id=source.id, target_id=target.id)
    assert refused.value.field == "targetId"
    await desk.do(STORE, lifecycle.close, ticket_id=target.id)
    with pytest.raises(TicketIsClosed):
        await desk.do(desk.lin, merge, source_id=source.id, target_id=target.id)
    assert (await desk.do(desk.lin, merge, source_id=(await desk.solved()).id, target_id=source.id)).id


async def test_each_into_the_other_at_once_leaves_one(desk: Desk) -> None:
    for _ in range(4):
        one, two = await desk.submit(), await desk.submit()
        outcomes = await asyncio.gather(
            desk.do(desk.lin, merge, source_id=one.id, target_id=two.id),
            desk.do(desk.lin, merge, source_id=two.id, target_id=one.id),
            return_exceptions=True,
        )
        assert sum(isinstance(outcome, TicketIsClosed) for outcome in outcomes) == 1
        assert sorted([(await desk.ticket(one)).status, (await desk.ticket(two)).status]) == ["CLOSED", "NEW"]


async def test_what_is_not_in_sight_is_not_there(desk: Desk) -> None:
    ticket, hidden = await desk.submit(), await desk.submit(item="invoice")
    with pytest.raises(NotFound) as refused:
        await desk.do(desk.lin, merge, source_id=ticket.id, target_id=hidden.id)
    assert refused.value.field == "targetId"


async def test_a_link_is_told_on_both_ends_once_and_reaches_what_has_ended(desk: Desk) -> None:
    ticket, ended = await desk.submit(), await desk.solved()
    await desk.do(STORE, lifecycle.close, ticket_id=ended.id)
    for _ in range(2):
        await desk.do(desk.lin, link, source_id=ticket.id, target_id=ended.id, kind=LinkKind.CAUSED_BY)
    for end, other in ((ticket, ended), (ended, ticket)):
        linked = [event.data for event in await desk.events(end) if event.kind == "ticket.linked"]
        assert linked == [{"other": str(other.id), "link": "CAUSED_BY"}]
    assert len(await desk.scalars(select(TicketLink))) == 1


async def test_tags_are_kept_in_order_each_once(desk: Desk) -> None:
    ticket = await desk.submit(tags=["b", " a ", "b"])
    assert ticket.tags == ["a", "b"]
    changed = await desk.do(desk.lin, change_tags, ticket_id=ticket.id, add=["c", "b"], remove=["a"])
    assert changed.tags == ["b", "c"]
    await desk.do(desk.lin, change_tags, ticket_id=ticket.id, add=["c"], remove=["x"])
    assert [event.data for event in await desk.events(ticket) if event.kind == "ticket.tags_changed"] == [
        {"before": ["a", "b"], "after": ["b", "c"]}
    ]


@pytest.mark.parametrize("tags", [["x" * 51], [" "], [f"tag {number}" for number in range(31)]])
async def test_tags_have_limits(desk: Desk, tags: list[str]) -> None:
    ticket = await desk.submit()
    with pytest.raises(InvalidValue):
        await desk.do(desk.lin, change_tags, ticket_id=ticket.id, add=tags)


async def test_what_a_rule_added_beyond_the_limit_can_be_taken_away(desk: Desk) -> None:
    full = [f"tag {number:02}" for number in range(30)]
    ticket = await desk.submit(store_manager("S009"), tags=full)
    assert len(ticket.tags) == 31
    assert len((await desk.do(desk.lin, change_tags, ticket_id=ticket.id, remove=full[:1])).tags) == 30


async def set_colour(desk: Desk, ticket: Ticket, colour: str | None, content: str = "") -> Ticket:
    wanted = FlagColour(colour) if colour else None
    return await desk.do(desk.lin, set_flag, ticket_id=ticket.id, colour=wanted, content=content)


async def test_flags_keep_their_history_with_content_date_and_who(desk: Desk) -> None:
    ticket = await desk.submit()
    await set_colour(desk, ticket, "RED", "换成蓝色")
    await set_colour(desk, ticket, "CYAN", "170/88A")
    cleared = await set_colour(desk, ticket, None)
    assert cleared.flag is None
    history = await desk.scalars(select(TicketFlag).order_by(TicketFlag.id))
    assert [(one.colour, one.content, one.on_date, one.author_id) for one in history] == [
        (colour, content, date(2026, 11, 16), desk.lin.agent_id)
        for colour, content in (("RED", "换成蓝色"), ("CYAN", "170/88A"), (None, ""))
    ]
    told = [event.data for event in await desk.events(ticket) if event.kind == "ticket.flag_set"]
    assert [(data["before"], data["after"]) for data in told] == [
        (None, "RED"), ("RED", "CYAN"), ("CYAN", None),
    ]  # fmt: skip


async def test_a_flag_needs_content_and_no_flag_cannot_be_taken_away(desk: Desk) -> None:
    ticket = await desk.submit()
    with pytest.raises(InvalidValue):
        await set_colour(desk, ticket, "RED")
    assert (await set_colour(desk, ticket, None)).revision == ticket.revision


async def test_requesters_neither_tag_nor_flag_nor_merge(desk: Desk) -> None:
    ticket, other = await desk.submit(), await desk.submit()
    with pytest.raises(NotAllowed):
        await desk.do(STORE, change_tags, ticket_id=ticket.id, add=["x"])
    with pytest.raises(NotAllowed):
        await desk.do(STORE, set_flag, ticket_id=ticket.id, colour=FlagColour.RED, content="x")
    with pytest.raises(NotAllowed):
        await desk.do(STORE, merge, source_id=ticket.id, target_id=other.id)
