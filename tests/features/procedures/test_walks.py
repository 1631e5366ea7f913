"""Random walks over random definitions end in a state that the record explains, and never go where they cannot."""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures import running
from helpdesk.procedures.errors import StepNotCurrent
from helpdesk.procedures.models import Procedure, ProcedureStep
from helpdesk.tickets.models import Ticket
from tests.features.procedures.conftest import named, outcome, step, with_procedure
from tests.features.tickets.build import Desk

MOST = 40


def anything(dice: random.Random) -> dict[str, Any]:
    """A valid definition: every step can go forward to an end, some go back, some branch."""
    names = [f"S{place}" for place in range(dice.randint(1, 6))]
    steps = []
    for place, name in enumerate(names):
        following = names[place + 1 : place + 2]
        outcomes = [outcome("ON", then=following) if following else outcome("ON", closes=True)]
        if dice.random() < 0.5:
            outcomes.append(outcome("BACK", then=[dice.choice(names[: place + 1])]))
        if dice.random() < 0.4:
            outcomes.append(outcome("NO", end="DECLINED", reason="NO", note="REQUIRED"))
        if len(names) - place > 2 and dice.random() < 0.5:
            outcomes.append(outcome("BOTH", then=names[place + 1 : place + 3]))
        if dice.random() < 0.3:
            outcomes.append(outcome("SHUT", closes=True))
        steps.append(step(name, *outcomes))
    return {"code": "walk", "name": named("walk"), "first": names[0], "steps": steps}


@pytest.mark.parametrize("seed", range(8))
async def test_a_random_walk_ends_as_its_record_says(desk: Desk, seed: int) -> None:
    dice = random.Random(seed)
    document = anything(dice)
    await desk.publish(lambda documents: with_procedure(desk.world, documents, document))
    ticket = await desk.submit(item="refund")
    by_code = {one["code"]: one for one in document["steps"]}
    for taken in range(MOST):
        current = await _turns(desk, ticket, "CURRENT")
        if not current:
            break
        for other in by_code.keys() - {turn.code for turn in current}:
            with pytest.raises(StepNotCurrent):
                await _take(desk, ticket, other, "ON")
        code = dice.choice(current).code
        possible = by_code[code]["outcomes"]
        chosen = dice.choice(possible) if taken < MOST / 2 else possible[0]
        with pytest.raises(HelpdeskError):
            await _take(desk, ticket, code, "NEVER")
        await _take(desk, ticket, code, chosen["code"])
    await _explained(desk, ticket, by_code)


async def _explained(desk: Desk, ticket: Ticket, by_code: dict[str, Any]) -> None:
    [procedure] = await desk.scalars(select(Procedure).where(Procedure.ticket_id == ticket.id))
    turns = await _turns(desk, ticket, "TAKEN")
    last = max(turns, key=lambda turn: (turn.ended_at, turn.place))
    how = {one["code"]: one for one in by_code[last.code]["outcomes"]}
    ended = [how[turn.outcome] for turn in turns if turn.outcome in how and turn is last]
    assert procedure.state == ("DECLINED" if ended[0].get("end") else "DONE")
    assert (await desk.ticket(ticket)).status == {"DECLINED": "DECLINED", "DONE": "SOLVED"}[procedure.state]
    told = [event for event in await desk.events(ticket) if event.kind.startswith("procedure.")]
    assert [event.kind for event in told].count("procedure.step_taken") == len(turns)
    assert told[0].kind == "procedure.began"
    assert told[-1].data["state"] == procedure.state


async def _turns(desk: Desk, ticket: Ticket, state: str) -> Any:
    query = select(ProcedureStep).where(ProcedureStep.ticket_id == ticket.id, ProcedureStep.state == state)
    return await desk.scalars(query.order_by(ProcedureStep.place))


async def _take(desk: Desk, ticket: Ticket, code: str, chosen: str) -> None:
    await desk.do(desk.zhao, running.take, ticket_id=ticket.id, step=code, outcome=chosen, note="原因")
