"""From claims to actors: rights from roles, scope from groups and positions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, select, update

from helpdesk.accounts import identity
from helpdesk.accounts.errors import UnknownCaller
from helpdesk.accounts.models import GroupMember, Integration, OrganisationUnit, Role
from helpdesk.accounts.roles import DEFAULT_ROLES
from helpdesk.accounts.tokens import CallerRole, Claims
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.ids import new_id

SOON = datetime(2026, 11, 20, 3, tzinfo=UTC)
GRANTS = {row["key"]: frozenset(row["permissions"]) for row in DEFAULT_ROLES}


@pytest.fixture
def resolve(engine):
    """Resolve claims, and hold that it takes two statements at most."""

    async def resolved(subject: str, role: CallerRole, **claims: Any) -> Actor:
        statements: list[str] = []

        def count(_connection, _cursor, statement, *_rest) -> None:
            statements.append(statement)

        async with engine.connect() as connection:
            event.listen(engine.sync_engine, "before_cursor_execute", count)
            try:
                return await identity.resolve(connection, Claims(subject, role, SOON, **claims))
            finally:
                event.remove(engine.sync_engine, "before_cursor_execute", count)
                assert len(statements) <= 2

    return resolved


@pytest.fixture
async def company(make):
    """Two departments of a company, the first with two groups, each seat with its person."""
    names = ("general", "vice", "head", "lead", "stand_in", "worker", "finance_head")
    people = {name: await make.agent(external_key=name) for name in names}
    top = await make.unit(kind="COMPANY", code="CO", manager_id=people["general"], deputy_id=people["vice"])
    service = await make.unit(code="CS", parent_id=top, manager_id=people["head"])
    finance = await make.unit(code="FI", parent_id=top, deputy_id=people["finance_head"])
    groups = {
        "hotline": await make.group(
            code="hotline", department_id=service, manager_id=people["lead"], deputy_id=people["stand_in"]
        ),
        "chat": await make.group(code="chat", department_id=service),
        "invoices": await make.group(code="invoices", department_id=finance),
        "nowhere": await make.group(code="nowhere"),
    }
    return people, groups


@pytest.mark.parametrize("role", ["AGENT", "SUPERVISOR", "MANAGER", "ADMIN"])
async def test_an_agent_may_what_their_role_grants(resolve, make, role: str) -> None:
    agent_id = await make.agent(external_key="u1", roles=[role])
    actor = await resolve("u1", CallerRole.AGENT)
    assert actor.permissions == GRANTS[role]
    assert (actor.kind, actor.key, actor.agent_id) == (ActorKind.AGENT, f"agent:{agent_id.hex}", agent_id)
    assert actor.sees_all is (role == "ADMIN")


async def test_several_roles_add_up_and_unknown_ones_grant_nothing(resolve, make) -> None:
    await make.row(
        Role, key="CLERK", permissions=["events.read", "no.such.right"], sees_all=False, name_zh="文员",
        name_en="Clerk",
    )  # fmt: skip
    await make.agent(external_key="u1", roles=["AGENT", "CLERK", "GONE"])
    actor = await resolve("u1", CallerRole.AGENT)
    assert actor.permissions == GRANTS["AGENT"] | {Permission.EVENTS_READ}


async def test_an_agent_without_roles_may_nothing(resolve, make) -> None:
    await make.agent(external_key="u1", roles=[])
    assert (await resolve("u1", CallerRole.AGENT)).permissions == frozenset()


@pytest.mark.parametrize(("active", "subject"), [(True, "other"), (False, "u1")])
async def test_an_unknown_or_inactive_agent_is_nobody(resolve, make, active, subject) -> None:
    await make.agent(external_key="u1", active=active)
    with pytest.raises(UnknownCaller):
        await resolve(subject, CallerRole.AGENT)


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        pytest.param("worker", {"chat"}, id="a member sees their group"),
        pytest.param("lead", {"hotline"}, id="a manager sees the group"),
        pytest.param("stand_in", {"hotline"}, id="a deputy sees the group"),
        pytest.param("head", {"hotline", "chat"}, id="a department's manager sees its groups"),
        pytest.param("finance_head", {"invoices"}, id="a department's deputy sees its groups"),
        pytest.param("general", {"hotline", "chat", "invoices", "nowhere"}, id="the company's sees all"),
        pytest.param("vice", {"hotline", "chat", "invoices", "nowhere"}, id="and so does the deputy"),
    ],
)
async def test_positions_give_sight_of_groups(resolve, company, make, person: str, sees: set[str]) -> None:
    people, groups = company
    await make.row(GroupMember, group_id=groups["chat"], agent_id=people["worker"])
    actor = await resolve(person, CallerRole.AGENT)
    assert actor.group_ids == {groups[name] for name in sees}
    assert actor.works_in == ({groups["chat"]} if person == "worker" else frozenset())
    assert not actor.sees_all


async def test_a_circle_in_the_organisation_ends(resolve, company, engine, make) -> None:
    people, groups = company
    async with engine.begin() as connection:
        above = await connection.scalar(select(OrganisationUnit.id).where(OrganisationUnit.code == "CS"))
        below = await make.unit(code="SUB", parent_id=above)
        await connection.execute(
            update(OrganisationUnit).where(OrganisationUnit.code == "CS").values(parent_id=below)
        )
    actor = await resolve("head", CallerRole.AGENT)
    assert actor.group_ids == {groups["hotline"], groups["chat"]}
    assert people["head"] == actor.agent_id


async def test_a_member_is_known_by_code_alone(resolve) -> None:
    actor = await resolve("u9", CallerRole.MEMBER, member_code="M1")
    assert (actor.kind, actor.key, actor.member_code) == (ActorKind.MEMBER, "member:M1", "M1")
    assert actor.permissions == GRANTS["MEMBER"]
    assert (actor.store_codes, actor.group_ids, actor.sees_all) == (frozenset(), frozenset(), False)


async def test_a_store_manager_sees_one_store(resolve) -> None:
    actor = await resolve("u9", CallerRole.STORE_MANAGER, store_code="S1", member_code="M1")
    assert (actor.kind, actor.key, actor.store_code) == (ActorKind.STORE_MANAGER, "store:S1", "S1")
    assert (actor.store_codes, actor.member_code) == ({"S1"}, "M1")
    assert actor.permissions == GRANTS["STORE_MANAGER"]


async def test_rights_taken_from_a_role_are_gone_at_once(resolve, engine) -> None:
    async with engine.begin() as connection:
        await connection.execute(update(Role).where(Role.key == "MEMBER").values(permissions=["ticket.read"]))
    actor = await resolve("u9", CallerRole.MEMBER, member_code="M1")
    assert actor.permissions == {Permission.TICKET_READ}


async def test_an_integration_has_what_its_token_grants_and_no_more(resolve, company) -> None:
    _, groups = company
    granted = frozenset({Permission.TICKET_READ, Permission.EVENTS_READ})
    actor = await resolve(
        "erp", CallerRole.INTEGRATION, permissions=granted, stores=frozenset({"S1"}),
        groups=frozenset({"chat", "gone"}),
    )  # fmt: skip
    assert (actor.kind, actor.key) == (ActorKind.INTEGRATION, "integration:erp")
    assert (actor.permissions, actor.store_codes) == (granted, {"S1"})
    assert (actor.group_ids, actor.works_in, actor.sees_all) == ({groups["chat"]}, frozenset(), False)


async def test_an_integration_sees_all_only_when_its_token_says_so(resolve) -> None:
    assert (await resolve("erp", CallerRole.INTEGRATION, everything=True)).sees_all


async def test_an_integration_that_was_shut_out_is_nobody(resolve, make) -> None:
    values = {"name": "ERP", "revision": 0, "last_event_at": SOON}
    await make.row(Integration, id=new_id(), external_key="erp", active=False, **values)
    await make.row(Integration, id=new_id(), external_key="crm", active=True, **values)
    with pytest.raises(UnknownCaller):
        await resolve("erp", CallerRole.INTEGRATION)
    assert (await resolve("crm", CallerRole.INTEGRATION)).key == "integration:crm"


async def test_keys_hold_no_name(resolve, make) -> None:
    await make.agent(external_key="lin.xiao@example.com")
    actor = await resolve("lin.xiao@example.com", CallerRole.AGENT)
    assert "lin" not in actor.key
