"""Inputs about people. A save sets everything: what an input leaves out is left empty."""

from __future__ import annotations

from datetime import datetime

import strawberry

from helpdesk.accounts.agents import AgentDocument
from helpdesk.accounts.groups import GroupDocument, UnitDocument
from helpdesk.accounts.integration_tokens import Grant
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import InvalidValue
from helpdesk.schema.fields import optional, several
from helpdesk.schema.people.enums import Language, Presence, UnitKind
from helpdesk.schema.tickets.inputs import KEY, VERSION

MANAGER = "Who leads it; nobody when left out."
DEPUTY = "Who stands in for the manager; nobody when left out."


@strawberry.input(description="Whether an agent takes work.")
class SetAvailabilityInput:
    """Presence, by one's own word or a supervisor's."""

    presence: Presence = strawberry.field(description="The presence from now on.")
    agent_id: strawberry.ID | None = strawberry.field(
        default=None, description="Whose; the caller's own when left out. Others need `roster.write`."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="Everything about an agent that an administrator sets.")
class SaveAgentInput:
    """A new agent, or all of an agent's settings."""

    agent_id: strawberry.ID | None = strawberry.field(
        default=None, description="The agent to change; a new one is made when left out."
    )
    external_key: str = strawberry.field(description="The `sub` of their token; unique.")
    name: str = strawberry.field(description="The name that is shown, at most 100 characters.")
    roles: list[str] = strawberry.field(
        description="Keys of roles, as `AGENT`; none may exceed the caller's."
    )
    skills: list[str] = strawberry.field(description="What they can do, as routing asks for it.")
    capacity: int = strawberry.field(description="How many tickets may wait for them at a time, 0 to 1000.")
    active: bool = strawberry.field(description="Whether they work here; who leaves goes offline.")
    language: Language = strawberry.field(description="The language they are written to.")
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def document(self) -> AgentDocument:
        """What is to be saved."""
        return AgentDocument(
            external_key=self.external_key, name=self.name, roles=self.roles, skills=self.skills,
            capacity=self.capacity, active=self.active,
            language="zh-CN" if self.language is Language.ZH_CN else "en",
        )  # fmt: skip


@strawberry.input(description="Everything about a group that an administrator sets.")
class SaveAgentGroupInput:
    """A new group, or all of a group's settings."""

    group_id: strawberry.ID | None = strawberry.field(
        default=None, description="The group to change; a new one is made when left out."
    )
    code: str = strawberry.field(description="Its code, unique, at most 50 characters.")
    name_zh: str = strawberry.field(description="What it is called in Chinese.")
    name_en: str = strawberry.field(description="What it is called in English.")
    department_id: strawberry.ID | None = strawberry.field(
        default=None, description="The unit it belongs to; none when left out."
    )
    manager_id: strawberry.ID | None = strawberry.field(default=None, description=MANAGER)
    deputy_id: strawberry.ID | None = strawberry.field(default=None, description=DEPUTY)
    active: bool = strawberry.field(description="Whether it takes tickets.")
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def document(self) -> GroupDocument:
        """What is to be saved. Raises InvalidId."""
        return GroupDocument(
            code=self.code,
            name_zh=self.name_zh,
            name_en=self.name_en,
            department_id=optional("unt", self.department_id, "departmentId"),
            manager_id=optional("agt", self.manager_id, "managerId"),
            deputy_id=optional("agt", self.deputy_id, "deputyId"),
            active=self.active,
        )


@strawberry.input(description="Who works in a group.")
class SetGroupMembersInput:
    """Exactly these agents."""

    group_id: strawberry.ID = strawberry.field(description="The group.")
    agent_ids: list[strawberry.ID] = strawberry.field(description="All who work in it from now on.")
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="Everything about a department or company that an administrator sets.")
class SaveOrganisationUnitInput:
    """A new unit, or all of a unit's settings."""

    unit_id: strawberry.ID | None = strawberry.field(
        default=None, description="The unit to change; a new one is made when left out."
    )
    kind: UnitKind = strawberry.field(description="Its level.")
    code: str = strawberry.field(description="Its code, unique, at most 50 characters.")
    name_zh: str = strawberry.field(description="What it is called in Chinese.")
    name_en: str = strawberry.field(description="What it is called in English.")
    parent_id: strawberry.ID | None = strawberry.field(
        default=None, description="The unit above; none when left out."
    )
    manager_id: strawberry.ID | None = strawberry.field(default=None, description=MANAGER)
    deputy_id: strawberry.ID | None = strawberry.field(default=None, description=DEPUTY)
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def document(self) -> UnitDocument:
        """What is to be saved. Raises InvalidId."""
        return UnitDocument(
            kind=self.kind,
            code=self.code,
            name_zh=self.name_zh,
            name_en=self.name_en,
            parent_id=optional("unt", self.parent_id, "parentId"),
            manager_id=optional("agt", self.manager_id, "managerId"),
            deputy_id=optional("agt", self.deputy_id, "deputyId"),
        )


@strawberry.input(description="A shift to plan.")
class PlanShiftInput:
    """Who is on duty in `[startsAt, endsAt)`."""

    agent_id: strawberry.ID = strawberry.field(description="The agent.")
    starts_at: datetime = strawberry.field(description="When it begins.")
    ends_at: datetime = strawberry.field(description="When it is over.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A shift to take back.")
class RemoveShiftInput:
    """Which shift."""

    shift_id: strawberry.ID = strawberry.field(description="The shift, `shf_…`.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A leave to record.")
class RecordLeaveInput:
    """Who is away in `[startsAt, endsAt)`."""

    agent_id: strawberry.ID = strawberry.field(description="The agent.")
    starts_at: datetime = strawberry.field(description="When it begins.")
    ends_at: datetime = strawberry.field(description="When it is over.")
    reason: str = strawberry.field(
        default="", description="Why, at most 500 characters; kept out of the event log."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A leave to take back.")
class RemoveLeaveInput:
    """Which leave."""

    leave_id: strawberry.ID = strawberry.field(description="The leave, `lev_…`.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A token for an integration, and what it grants.")
class CreateIntegrationTokenInput:
    """It grants no more than its maker has."""

    integration_id: strawberry.ID = strawberry.field(description="The integration that is to bear it.")
    name: str = strawberry.field(description="What tells it from the others, at most 100 characters.")
    permissions: list[str] = strawberry.field(
        description="What its bearer may do, as `ticket.read`; at least one, none that you lack."
    )
    expires_at: datetime = strawberry.field(description="Until when it lets in, in the future of real time.")
    stores: list[str] | None = strawberry.field(
        default=None, description="Codes of stores whose tickets are in sight, at most 500."
    )
    group_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Groups whose tickets are in sight, at most 500."
    )
    sees_all: bool = strawberry.field(
        default=False, description="Whether every ticket is in sight, whoever's group it is in."
    )
    idempotency_key: str | None = strawberry.field(
        default=None, description=f"{KEY} A repeated call is not shown the secret."
    )

    def grant(self) -> Grant:
        """As the domain takes it. Raises InvalidId and InvalidValue."""
        return Grant(
            tuple(_permission(name, place) for place, name in enumerate(self.permissions)),
            tuple(self.stores or ()),
            several("grp", self.group_ids, "groupIds"),
            self.sees_all,
        )


def _permission(name: str, place: int) -> Permission:
    try:
        return Permission(name)
    except ValueError:
        raise InvalidValue(f"permissions.{place}", "There is no such permission.", "没有这项权限。") from None


@strawberry.input(description="A token to revoke.")
class RevokeIntegrationTokenInput:
    """By its id, not its secret."""

    integration_token_id: strawberry.ID = strawberry.field(description="The token.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A program to let in or to shut out.")
class SaveIntegrationInput:
    """An integration, known by its token's `sub`."""

    external_key: str = strawberry.field(description="The `sub` of its token; a new one is registered.")
    name: str = strawberry.field(description="What it is called, at most 100 characters.")
    active: bool = strawberry.field(description="Whether it is let in, whatever its token grants.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)
