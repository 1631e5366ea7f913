"""Groups, their members and the units above them."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from helpdesk.accounts import groups
from helpdesk.accounts.errors import CodeTaken, CompanyUnderDepartment, OrganisationCycle
from helpdesk.accounts.groups import GroupDocument, UnitDocument
from helpdesk.accounts.models import UnitKind
from helpdesk.kit.errors import InvalidValue, NotAllowed, NotFound, StaleVersion
from helpdesk.kit.ids import new_id

HOTLINE = GroupDocument("KF-1", "热线组", "Hotline")
SERVICE = UnitDocument(UnitKind.DEPARTMENT, "CS", "客服部", "Customer service")
COMPANY = UnitDocument(UnitKind.COMPANY, "CO", "总公司", "Head office")


@pytest.fixture
def run(transactor, admin):
    """Run a verb in a transaction of its own."""

    async def run_verb(verb, *arguments, actor=admin, **options):
        async with transactor.begin(actor) as work:
            return await verb(work, *arguments, **options)

    return run_verb


async def test_a_group_is_made_and_told(run, make, told) -> None:
    unit, boss = await make.unit(), await make.agent()
    group = await run(groups.save_group, replace(HOTLINE, department_id=unit, manager_id=boss))
    [happened] = await told()
    assert (happened.kind, happened.subject_kind, happened.subject_id) == ("group.saved", "group", group.id)
    assert happened.data["before"] is None
    assert (happened.data["after"]["manager_id"], happened.data["after"]["department_id"]) == (
        str(boss), str(unit),
    )  # fmt: skip


async def test_a_change_of_manager_is_told_with_both(run, make, told) -> None:
    first, second = await make.agent(), await make.agent()
    group = await run(groups.save_group, replace(HOTLINE, manager_id=first))
    changed = replace(HOTLINE, manager_id=second)
    await run(groups.save_group, changed, group_id=group.id, expected_version=1)
    await run(groups.save_group, changed, group_id=group.id)
    data = [happened.data for happened in await told()]
    assert len(data) == 2
    assert (data[1]["before"]["manager_id"], data[1]["after"]["manager_id"]) == (str(first), str(second))


@pytest.mark.parametrize("reference", ["department_id", "manager_id", "deputy_id"])
async def test_a_group_refers_to_what_is_there(run, told, reference) -> None:
    with pytest.raises(NotFound):
        await run(groups.save_group, replace(HOTLINE, **{reference: new_id()}))
    assert await told() == []


@pytest.mark.parametrize("field", ["code", "name_zh", "name_en"])
async def test_a_group_has_a_code_and_both_names(run, field) -> None:
    with pytest.raises(InvalidValue):
        await run(groups.save_group, replace(HOTLINE, **{field: "  "}))


async def test_codes_are_taken_once_even_at_once(run, told) -> None:
    for verb, document in ((groups.save_group, HOTLINE), (groups.save_unit, SERVICE)):
        outcomes = await asyncio.gather(run(verb, document), run(verb, document), return_exceptions=True)
        assert sum(isinstance(outcome, CodeTaken) for outcome in outcomes) == 1
    assert len(await told()) == 2


async def test_members_are_set_whole_and_told_as_added_and_removed(run, make, told, jobs) -> None:
    group = await make.group()
    stays, comes = await make.agent(groups=(group,)), await make.agent()
    goes = await make.agent(groups=(group,))
    await run(groups.set_group_members, group_id=group, agent_ids=[stays, comes, comes])
    await run(groups.set_group_members, group_id=group, agent_ids=[comes, stays])
    [happened] = await told()
    assert happened.kind == "group.members_changed"
    assert happened.data == {"added": [str(comes)], "removed": [str(goes)]}
    assert await jobs() == [("drain_queues", {"group_ids": [str(group)]})]


async def test_a_group_takes_no_unknown_agents(run, make, told, jobs) -> None:
    with pytest.raises(NotFound):
        await run(groups.set_group_members, group_id=await make.group(), agent_ids=[new_id()])
    assert (await told(), await jobs()) == ([], [])


async def test_members_of_an_older_version_are_refused(run, make) -> None:
    group, agent_id = await make.group(), await make.agent()
    await run(groups.set_group_members, group_id=group, agent_ids=[agent_id], expected_version=0)
    with pytest.raises(StaleVersion):
        await run(groups.set_group_members, group_id=group, agent_ids=[], expected_version=0)


async def test_a_unit_does_not_stand_above_itself(run) -> None:
    upper = await run(groups.save_unit, SERVICE)
    middle = await run(groups.save_unit, replace(SERVICE, code="M", parent_id=upper.id))
    lower = await run(groups.save_unit, replace(SERVICE, code="L", parent_id=middle.id))
    for parent in (upper.id, middle.id, lower.id):
        with pytest.raises(OrganisationCycle):
            await run(groups.save_unit, replace(SERVICE, parent_id=parent), unit_id=upper.id)


async def test_two_moves_at_once_close_no_circle(run) -> None:
    first = await run(groups.save_unit, replace(SERVICE, code="A"))
    second = await run(groups.save_unit, replace(SERVICE, code="B"))
    outcomes = await asyncio.gather(
        run(groups.save_unit, replace(SERVICE, code="A", parent_id=second.id), unit_id=first.id),
        run(groups.save_unit, replace(SERVICE, code="B", parent_id=first.id), unit_id=second.id),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, OrganisationCycle) for outcome in outcomes) == 1


async def test_a_company_stands_under_no_department(run) -> None:
    department = await run(groups.save_unit, SERVICE)
    with pytest.raises(CompanyUnderDepartment):
        await run(groups.save_unit, replace(COMPANY, parent_id=department.id))
    company = await run(groups.save_unit, COMPANY)
    await run(groups.save_unit, replace(SERVICE, parent_id=company.id), unit_id=department.id)
    with pytest.raises(CompanyUnderDepartment):
        await run(
            groups.save_unit,
            replace(SERVICE, kind=UnitKind.COMPANY, parent_id=department.id, code="X"),
        )


async def test_a_company_with_departments_below_may_change_its_manager(run, make, told) -> None:
    boss = await make.agent()
    company = await run(groups.save_unit, COMPANY)
    await run(groups.save_unit, replace(SERVICE, parent_id=company.id))
    await run(groups.save_unit, replace(COMPANY, manager_id=boss), unit_id=company.id, expected_version=1)
    happened = (await told())[-1]
    assert happened.kind == "organisation_unit.saved"
    assert (happened.data["before"]["manager_id"], happened.data["after"]["manager_id"]) == (None, str(boss))


@pytest.mark.parametrize("reference", ["parent_id", "manager_id", "deputy_id"])
async def test_a_unit_refers_to_what_is_there(run, told, reference) -> None:
    with pytest.raises(NotFound):
        await run(groups.save_unit, replace(SERVICE, **{reference: new_id()}))
    assert await told() == []


async def test_without_the_right_nothing_is_changed(run, make, stranger, told) -> None:
    group = await make.group()
    for verb, arguments, options in (
        (groups.save_group, [HOTLINE], {}),
        (groups.save_unit, [SERVICE], {}),
        (groups.set_group_members, [], {"group_id": group, "agent_ids": [await make.agent()]}),
    ):
        with pytest.raises(NotAllowed):
            await run(verb, *arguments, actor=stranger, **options)
    assert await told() == []
