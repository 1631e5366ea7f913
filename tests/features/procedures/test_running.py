"""A procedure begins with its ticket, goes from step to step, and ends it (docs/domain.md, section 3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from helpdesk.kit.errors import NotFound, Several, StaleVersion
from helpdesk.procedures import running
from helpdesk.procedures.errors import (
    NoteRequired,
    NotYoursToTake,
    ProcedureInTheWay,
    StepNotCurrent,
    UnknownOutcome,
)
from helpdesk.procedures.models import Procedure, ProcedureStep
from helpdesk.tickets import lifecycle
from helpdesk.tickets.models import Ticket
from tests.actors import agent
from tests.features.tickets.build import STORE, Desk


async def turns(desk: Desk, ticket: Ticket) -> dict[str, ProcedureStep]:
    """The latest turn of each step."""
    found = await desk.scalars(
        select(ProcedureStep).where(ProcedureStep.ticket_id == ticket.id).order_by(ProcedureStep.place)
    )
    return {turn.code: turn for turn in found}


async def state(desk: Desk, ticket: Ticket) -> tuple[str, str | None]:
    """How the procedure stands, and why."""
    [found] = await desk.scalars(select(Procedure).where(Procedure.ticket_id == ticket.id))
    return found.state, found.reason


async def test_submitting_begins_the_procedure_and_its_first_clock(desk: Desk) -> None:
    ticket = await desk.submit(item="refund")
    assert {code: turn.state for code, turn in (await turns(desk, ticket)).items()} == {"CHECK": "CURRENT"}
    assert (await desk.timer(ticket, "STEP")).due_at == desk.clock.now() + timedelta(minutes=5)
    assert [kind for kind in await desk.kinds(ticket) if kind.startswith("procedure")] == [
        "procedure.began",
        "procedure.step_began",
    ]


async def test_a_step_taken_meets_its_clock_and_leads_to_all_that_follow(desk: Desk) -> None:
    ticket = await desk.submit(item="refund")
    await desk.do(desk.zhao, running.take, ticket_id=ticket.id, step="CHECK", outcome="RIGHT")
    found = await turns(desk, ticket)
    assert {code: turn.state for code, turn in found.items()} == {
        "CHECK": "TAKEN",
        "PAY": "CURRENT",
        "HEAR": "CURRENT",
    }
    assert (await desk.timer(ticket, "STEP")).phase == "MET"
    assert (await desk.ticket(ticket)).group_id == desk.world.groups["finance"]


async def test_the_last_branch_to_close_ends_it_and_solves_the_ticket(desk: Desk) -> None:
    ticket = await desk.submit(item="refund")
    await desk.do(desk.zhao, running.take, ticket_id=ticket.id, step="CHECK", outcome="RIGHT")
    cfo = agent(desk.world, "cfo", "finance", role="MANAGER")
    await desk.do(cfo, running.take, ticket_id=ticket.id, step="HEAR", outcome="HEARD")
    assert (await desk.ticket(ticket)).status == "OPEN"
    paid = {"reference": "P-1"}
    await desk.do(desk.qian, running.take, ticket_id=ticket.id, step="PAY", outcome="PAID", fields=paid)
    assert await state(desk, ticket) == ("DONE", None)
    assert (await desk.ticket(ticket)).status == "SOLVED"
    assert (await turns(desk, ticket))["PAY"].fields == paid


async def test_a_refusal_declines_the_ticket_and_tells_the_submitter_why(desk: Desk) -> None:
    ticket = await desk.submit(item="refund")
    with pytest.raises(NoteRequired):
        await desk.do(desk.zhao, running.take, ticket_id=ticket.id, step="CHECK", outcome="WRONG")
    await desk.do(
        desk.zhao, running.take, ticket_id=ticket.id, step="CHECK", outcome="WRONG", note="不是本店的订单"
    )
    assert await state(desk, ticket) == ("DECLINED", "NOT_OURS")
    assert (await desk.ticket(ticket)).status == "DECLINED"
    assert (STORE.key, "STATUS_CHANGED") in await desk.told(ticket)


async def test_the_wrong_person_takes_no_step(desk: Desk) -> None:
    ticket = await desk.submit(item="refund")
    for actor, error in ((STORE, NotYoursToTake), (desk.qian, NotFound), (desk.admin, NotYoursToTake)):
        with pytest.raises(error):
            await desk.do(actor, running.take, ticket_id=ticket.id, step="CHECK", outcome="RIGHT")
    assert (await turns(desk, ticket))["CHECK"].state == "CURRENT"


async def test_who_submitted_gives_no_evidence(desk: Desk) -> None:
    ticket = await desk.submit(desk.zhao, item="refund", store_code="S001")
    with pytest.raises(Several, match="neither gives evidence"):
        await desk.do(desk.zhao, running.take, ticket_id=ticket.id, step="CHECK", outcome="RIGHT")
    await desk.do(desk.lin, running.take, ticket_id=ticket.id, step="CHECK", outcome="RIGHT")


async def test_impossible_steps_and_outcomes_are_refused_by_name(desk: Desk) -> None:
    ticket = await desk.submit(item="refund")
    with pytest.raises(StepNotCurrent, match="Current: CHECK"):
        await desk.do(desk.zhao, running.take, ticket_id=ticket.id, step="PAY", outcome="PAID")
    with pytest.raises(UnknownOutcome, match="RIGHT, WRONG"):
        await desk.do(desk.zhao, running.take, ticket_id=ticket.id, step="CHECK", outcome="PERHAPS")
    with pytest.raises(StaleVersion):
        await desk.do(
            desk.zhao, running.take, ticket_id=ticket.id, step="CHECK", outcome="RIGHT", expected_version=1
        )


async def test_what_must_be_filled_in_is_refused_by_its_path(desk: Desk) -> None:
    ticket = await desk.submit(item="refund")
    await desk.do(desk.zhao, running.take, ticket_id=ticket.id, step="CHECK", outcome="RIGHT")
    with pytest.raises(Several) as refused:
        await desk.do(
            desk.qian,
            running.take,
            ticket_id=ticket.id,
            step="PAY",
            outcome="PAID",
            fields={"reference": "P"},
        )
    assert [error.field for error in refused.value.errors] == ["fields.reference"]


async def test_nobody_solves_by_hand_what_a_procedure_is_to_end(desk: Desk) -> None:
    ticket = await desk.submit(item="refund")
    with pytest.raises(ProcedureInTheWay):
        await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution="好了")


async def test_a_withdrawn_request_ends_its_procedure_and_its_clocks(desk: Desk) -> None:
    ticket = await desk.submit(item="refund")
    await desk.do(STORE, lifecycle.cancel, ticket_id=ticket.id, reason="不需要了")
    assert await state(desk, ticket) == ("CANCELLED", "CANCELLED")
    assert {turn.state for turn in (await turns(desk, ticket)).values()} == {"LEFT"}
    assert (await desk.timer(ticket, "STEP")).phase == "CANCELLED"
