"""Positions on a database: who is named and who is away at that instant."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from helpdesk.accounts.models import OrganisationUnit
from helpdesk.accounts.organisation import Absence, resolve_position
from helpdesk.kit.errors import NotFound
from helpdesk.kit.ids import new_id


@pytest.fixture
async def house(make):
    """One group, its department and company, each with manager and deputy."""
    people = {name: await make.agent() for name in ("gm", "gd", "dm", "dd", "cm", "cd")}
    company = await make.unit(kind="COMPANY", code="CO", manager_id=people["cm"], deputy_id=people["cd"])
    department = await make.unit(
        code="CS", parent_id=company, manager_id=people["dm"], deputy_id=people["dd"]
    )
    group = await make.group(
        code="KF", department_id=department, manager_id=people["gm"], deputy_id=people["gd"]
    )
    return people, group, department, company


@pytest.mark.parametrize(("level", "name"), [(1, "gm"), (2, "dm"), (3, "cm")])
async def test_each_level_has_its_manager(engine, clock, house, level, name) -> None:
    people, group, *_ = house
    async with engine.connect() as connection:
        found = await resolve_position(connection, group, level, clock.now())
    assert (found.agent_id, found.substituted) == (people[name], ())


async def test_who_is_on_leave_is_stood_in_for_until_the_leave_ends(engine, clock, house, make) -> None:
    people, group, *_ = house
    await make.leave(people["gm"], -1, 1)
    async with engine.connect() as connection:
        during = await resolve_position(connection, group, 1, clock.now())
        after = await resolve_position(connection, group, 1, clock.advance(timedelta(hours=1)))
    assert during.agent_id == people["gd"]
    assert [(step.position, step.why) for step in during.substituted] == [
        ("GROUP KF manager", Absence.ON_LEAVE)
    ]
    assert after.agent_id == people["gm"]


async def test_who_is_offline_still_holds_the_position(engine, clock, house) -> None:
    people, group, *_ = house
    async with engine.connect() as connection:
        assert (await resolve_position(connection, group, 1, clock.now())).agent_id == people["gm"]


async def test_inactive_people_and_empty_seats_lead_one_level_up(engine, clock, make) -> None:
    above = await make.agent()
    company = await make.unit(kind="COMPANY", code="CO", deputy_id=above)
    group = await make.group(code="KF", department_id=company, manager_id=await make.agent(active=False))
    async with engine.connect() as connection:
        found = await resolve_position(connection, group, 1, clock.now())
    assert (found.agent_id, found.position) == (above, "COMPANY CO deputy")
    assert [step.why for step in found.substituted] == [Absence.INACTIVE, Absence.VACANT, Absence.VACANT]


async def test_a_circle_above_a_group_ends_with_nobody(engine, clock, make) -> None:
    upper = await make.unit(code="U")
    lower = await make.unit(code="L", parent_id=upper)
    group = await make.group(code="KF", department_id=lower)
    async with engine.begin() as connection:
        await connection.execute(
            update(OrganisationUnit).where(OrganisationUnit.id == upper).values(parent_id=lower)
        )
        found = await resolve_position(connection, group, 1, clock.now())
    assert found.agent_id is None
    assert len(found.substituted) == 6


async def test_an_unknown_group_is_not_found(engine, clock) -> None:
    async with engine.connect() as connection:
        with pytest.raises(NotFound):
            await resolve_position(connection, new_id(), 1, clock.now())
