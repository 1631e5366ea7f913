"""Who is calling, as the API tells them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, cast

import strawberry

from helpdesk.schema.context import Info
from helpdesk.schema.enums import ActorKind
from helpdesk.schema.notify.sources import CONTACTS
from helpdesk.schema.people.enums import Language
from helpdesk.schema.people.types import Agent, AgentGroup
from helpdesk.schema.projection.requests import ByKey, rows_of
from helpdesk.schema.sources import AGENTS, GROUPS

if TYPE_CHECKING:
    from helpdesk.schema.notify.types import NotificationPreferences


@strawberry.type(description="The caller: who the token stands for, what they may do and what they see.")
class Viewer:
    """The caller with present rights."""

    @strawberry.field(description="Kind of party.")
    def kind(self, info: Info) -> ActorKind:
        """As the log writes it."""
        return info.context.actor.kind

    @strawberry.field(description="Stable key: `agent:…`, `store:S001`, `member:M1001`, `integration:…`.")
    def key(self, info: Info) -> str:
        """As the log writes it."""
        return info.context.actor.key

    @strawberry.field(description="What the caller may do, as `ticket.submit`, in alphabetical order.")
    def permissions(self, info: Info) -> list[str]:
        """The permissions held."""
        return sorted(permission.value for permission in info.context.actor.permissions)

    @strawberry.field(description="The agent, where the caller is one.")
    def agent(self, info: Info) -> Agent | None:
        """The calling agent."""
        return cast("Agent | None", ByKey(AGENTS, info.context.actor.agent_id))

    @strawberry.field(
        description="Where and when the caller is told things outside the helpdesk; null where they are no agent."
    )
    def notification_preferences(
        self, info: Info
    ) -> Annotated[NotificationPreferences, strawberry.lazy("helpdesk.schema.notify.types")] | None:
        """The calling agent's."""
        return cast("NotificationPreferences | None", ByKey(CONTACTS, info.context.actor.agent_id))

    @strawberry.field(description="Groups whose tickets the caller sees: those worked in and those led.")
    def groups(self, info: Info) -> list[AgentGroup]:
        """The scope."""
        return cast("list[AgentGroup]", rows_of(GROUPS, sorted(info.context.actor.group_ids)))

    @strawberry.field(description="Groups that the caller works in.")
    def works_in(self, info: Info) -> list[AgentGroup]:
        """Memberships."""
        return cast("list[AgentGroup]", rows_of(GROUPS, sorted(info.context.actor.works_in)))

    @strawberry.field(description="Whether every ticket is in sight, whoever's group it is in.")
    def sees_all(self, info: Info) -> bool:
        """No row scope."""
        return info.context.actor.sees_all

    @strawberry.field(description="The store that the caller manages (店铺编号).")
    def store_code(self, info: Info) -> str | None:
        """A store manager's store."""
        return info.context.actor.store_code

    @strawberry.field(description="The caller's member code (会员编号).")
    def member_code(self, info: Info) -> str | None:
        """A member's code."""
        return info.context.actor.member_code

    @strawberry.field(description="The language of messages in this answer, chosen by `Accept-Language`.")
    def language(self, info: Info) -> Language:
        """The request's language."""
        return Language(info.context.language)

    @strawberry.field(description="The helpdesk's clock: what it takes for now.")
    def now(self, info: Info) -> datetime:
        """The present instant."""
        return info.context.services.transactor.clock.now()
