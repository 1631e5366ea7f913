"""Internal notes: no answer, and not for requesters."""

from __future__ import annotations

import pytest

from helpdesk.kit.errors import NotAllowed
from helpdesk.tickets import conversation, search
from tests.features.tickets.build import STORE, Desk, matching


async def test_a_note_meets_no_clock_wakes_nothing_and_tells_nobody(desk: Desk) -> None:
    ticket = await desk.submit()
    told = await desk.told(ticket)
    await desk.do(desk.lin, conversation.add_internal_note, ticket_id=ticket.id, body="疑似欺诈")
    assert await desk.kinds(ticket, ticket.revision) == ["ticket.comment_added"]
    assert (await desk.timer(ticket, "FIRST_RESPONSE")).phase == "RUNNING"
    after = await desk.ticket(ticket)
    assert (after.status, after.first_responded_at) == ("NEW", None)
    assert await desk.told(ticket) == told


async def test_a_note_is_not_found_by_search_while_a_reply_is(desk: Desk) -> None:
    ticket = await desk.submit()
    await desk.do(desk.lin, conversation.add_internal_note, ticket_id=ticket.id, body="疑似欺诈")
    await desk.reply(desk.lin, ticket, "已为您登记")
    for words, found in (("欺诈", []), ("登记", [ticket.id])):
        assert await desk.scalars(matching(search.found_by(words))) == found


async def test_requesters_write_no_notes(desk: Desk) -> None:
    ticket = await desk.submit()
    with pytest.raises(NotAllowed):
        await desk.do(STORE, conversation.add_internal_note, ticket_id=ticket.id, body="?")
