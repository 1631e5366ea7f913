"""Agents and integrations: made, changed, told without names."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from helpdesk.accounts import agents
from helpdesk.accounts.agents import AgentDocument
from helpdesk.accounts.errors import ExternalKeyTaken, RightsBeyondYours, UnknownRoles
from helpdesk.accounts.roles import DEFAULT_ROLES
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.errors import InvalidValue, NotAllowed, NotFound, StaleVersion
from helpdesk.kit.ids import new_id

LIN = AgentDocument("u-17", "林晓", roles=["AGENT"], skills=["refunds"], capacity=5)


@pytest.fixture
def save(transactor, admin):
    """Save an agent in a transaction of its own."""

    async def run(document: AgentDocument, actor: Actor = admin, **options):
        async with transactor.begin(actor) as work:
            return await agents.save_agent(work, document, **options)

    return run


async def test_a_new_agent_is_offline_and_told_without_name_or_key(save, told) -> None:
    agent = await save(LIN)
    assert (agent.presence, agent.revision) == ("OFFLINE", 1)
    [happened] = await told()
    assert (happened.kind, happened.facets_before) == ("agent.saved", None)
    assert happened.data["before"] is None
    assert happened.data["after"] == {
        "roles": ["AGENT"], "skills": ["refunds"], "capacity": 5, "active": True, "language": "zh-CN",
    }  # fmt: skip
    assert "林晓" not in str(happened)
    assert "u-17" not in str(happened)


async def test_a_change_tells_before_and_after_and_names_the_fields(save, told) -> None:
    agent = await save(LIN)
    await save(replace(LIN, name="林小", capacity=4), agent_id=agent.id, expected_version=1)
    happened = (await told())[-1]
    assert happened.data["changed"] == ["capacity", "name"]
    assert (happened.data["before"]["capacity"], happened.data["after"]["capacity"]) == (5, 4)


async def test_the_same_again_is_not_told(save, told) -> None:
    agent = await save(LIN)
    await save(replace(LIN, skills=["refunds", "refunds"]), agent_id=agent.id)
    assert len(await told()) == 1


async def test_an_old_version_is_refused(save, told) -> None:
    agent = await save(LIN)
    await save(replace(LIN, capacity=4), agent_id=agent.id)
    with pytest.raises(StaleVersion):
        await save(replace(LIN, capacity=3), agent_id=agent.id, expected_version=1)
    assert len(await told()) == 2


async def test_an_external_key_stands_for_one_agent_even_at_once(save, told) -> None:
    outcomes = await asyncio.gather(save(LIN), save(LIN), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Agent", "ExternalKeyTaken"]
    other = await save(replace(LIN, external_key="u-18"))
    with pytest.raises(ExternalKeyTaken):
        await save(LIN, agent_id=other.id)
    assert len(await told()) == 2


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"roles": ["AGENT", "KING"]}, UnknownRoles, "roles"),
        ({"roles": ["\x00"]}, InvalidValue, "roles"),
        ({"capacity": -1}, InvalidValue, "capacity"),
        ({"capacity": 10_000}, InvalidValue, "capacity"),
        ({"name": " "}, InvalidValue, "name"),
        ({"external_key": ""}, InvalidValue, "externalKey"),
        ({"skills": [""]}, InvalidValue, "skills"),
    ],
)
async def test_wrong_values_are_refused_and_named(save, told, change, refusal, field) -> None:
    with pytest.raises(refusal) as refused:
        await save(replace(LIN, **change))
    assert refused.value.field == field
    assert await told() == []


async def test_an_unknown_agent_is_not_found(save) -> None:
    with pytest.raises(NotFound):
        await save(LIN, agent_id=new_id())


async def test_without_the_right_nothing_is_saved(save, stranger, told) -> None:
    with pytest.raises(NotAllowed):
        await save(LIN, stranger)
    assert await told() == []


async def test_nobody_gives_or_takes_rights_that_they_lack(save, told) -> None:
    mine = next(frozenset(row["permissions"]) for row in DEFAULT_ROLES if row["key"] == "SUPERVISOR")
    rights = frozenset(Permission(name) for name in mine) | {Permission.ORGANISATION_WRITE}
    clerk = Actor(ActorKind.AGENT, "agent:0", rights)
    with pytest.raises(RightsBeyondYours):
        await save(replace(LIN, roles=["ADMIN"]), clerk)
    agent = await save(replace(LIN, roles=["SUPERVISOR"]), clerk)
    chief = await save(replace(LIN, external_key="chief", roles=["ADMIN"]))
    with pytest.raises(RightsBeyondYours):
        await save(replace(LIN, external_key="chief", roles=["AGENT"]), clerk, agent_id=chief.id)
    every_right = Actor(ActorKind.AGENT, "agent:1", frozenset(Permission))
    with pytest.raises(RightsBeyondYours):
        await save(replace(LIN, roles=["ADMIN"]), every_right, agent_id=agent.id)
    assert len(await told()) == 2


async def test_who_is_made_inactive_goes_offline(save, make, told) -> None:
    agent_id = await make.agent(external_key="u-17", name="林晓", presence="ONLINE", skills=["refunds"])
    agent = await save(replace(LIN, active=False), agent_id=agent_id)
    assert agent.presence == "OFFLINE"
    assert [happened.kind for happened in await told()] == ["agent.saved", "agent.availability_changed"]


@pytest.mark.parametrize(
    ("change", "drains"),
    [
        pytest.param({"capacity": 6}, True, id="more capacity"),
        pytest.param({"skills": ["refunds", "english"]}, True, id="a new skill"),
        pytest.param({"capacity": 4}, False, id="less capacity"),
        pytest.param({"skills": []}, False, id="a skill less"),
    ],
)
async def test_who_can_take_more_gets_what_waits(save, make, jobs, change, drains) -> None:
    group = await make.group()
    agent_id = await make.agent(groups=(group,), external_key="u-17", name="林晓", skills=["refunds"])
    await save(replace(LIN, **change), agent_id=agent_id)
    assert await jobs() == ([("drain_queues", {"group_ids": [str(group)]})] if drains else [])


async def test_an_integration_is_shut_out_and_let_in_again(transactor, admin, told) -> None:
    for active in (True, False, False, True):
        async with transactor.begin(admin) as work:
            await agents.save_integration(work, external_key="erp", name="ERP", active=active)
    assert [(event.data["before"], event.data["after"]) for event in await told()] == [
        (None, True), (True, False), (False, True),
    ]  # fmt: skip


async def test_integrations_are_the_administrators(transactor, stranger, told) -> None:
    with pytest.raises(NotAllowed):
        async with transactor.begin(stranger) as work:
            await agents.save_integration(work, external_key="erp", name="ERP", active=True)
    assert await told() == []
