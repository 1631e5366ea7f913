"""What mutations about people answer with, read anew under present rights."""

from __future__ import annotations

from typing import cast

import strawberry
from pydantic import SecretStr

from helpdesk.kit import ids
from helpdesk.schema.mutation import Payload
from helpdesk.schema.people.rosters import Leave, Shift
from helpdesk.schema.people.types import Agent, AgentGroup, Integration, IntegrationToken, OrganisationUnit
from helpdesk.schema.sources import AGENTS, GROUPS, INTEGRATION_TOKENS, INTEGRATIONS, LEAVES, SHIFTS, UNITS


@strawberry.type
class _OfAgent(Payload):
    @strawberry.field(description="The agent as they are after the change; null when nothing was changed.")
    def agent(self) -> Agent | None:
        """The agent."""
        return cast("Agent | None", self.row(AGENTS, "agent"))


@strawberry.type
class _OfGroup(Payload):
    @strawberry.field(description="The group as it is after the change; null when nothing was changed.")
    def group(self) -> AgentGroup | None:
        """The group."""
        return cast("AgentGroup | None", self.row(GROUPS, "group"))


@strawberry.type(description="What setAvailability answers with.")
class SetAvailabilityPayload(_OfAgent):
    """The agent."""


@strawberry.type(description="What saveAgent answers with.")
class SaveAgentPayload(_OfAgent):
    """The agent."""


@strawberry.type(description="What saveAgentGroup answers with.")
class SaveAgentGroupPayload(_OfGroup):
    """The group."""


@strawberry.type(description="What setGroupMembers answers with.")
class SetGroupMembersPayload(_OfGroup):
    """The group."""


@strawberry.type(description="What saveOrganisationUnit answers with.")
class SaveOrganisationUnitPayload(Payload):
    """The unit."""

    @strawberry.field(description="The unit as it is after the change; null when nothing was changed.")
    def unit(self) -> OrganisationUnit | None:
        """The unit."""
        return cast("OrganisationUnit | None", self.row(UNITS, "unit"))


@strawberry.type(description="What planShift answers with.")
class PlanShiftPayload(Payload):
    """The shift."""

    @strawberry.field(description="The shift; null when it was not planned, or is taken back by now.")
    def shift(self) -> Shift | None:
        """The shift."""
        return cast("Shift | None", self.row(SHIFTS, "shift"))


@strawberry.type(description="What removeShift answers with.")
class RemoveShiftPayload(_OfAgent):
    """The agent whose shift it was."""

    @strawberry.field(description="The shift that is gone; null when none was removed.")
    def removed_shift_id(self) -> strawberry.ID | None:
        """Its id."""
        found = self.id_of("shift")
        return None if found is None else strawberry.ID(ids.encode("shf", found))


@strawberry.type(description="What recordLeave answers with.")
class RecordLeavePayload(Payload):
    """The leave."""

    @strawberry.field(description="The leave; null when it was not recorded, or is taken back by now.")
    def leave(self) -> Leave | None:
        """The leave."""
        return cast("Leave | None", self.row(LEAVES, "leave"))


@strawberry.type(description="What removeLeave answers with.")
class RemoveLeavePayload(_OfAgent):
    """The agent whose leave it was."""

    @strawberry.field(description="The leave that is gone; null when none was removed.")
    def removed_leave_id(self) -> strawberry.ID | None:
        """Its id."""
        found = self.id_of("leave")
        return None if found is None else strawberry.ID(ids.encode("lev", found))


@strawberry.type(description="What saveIntegration answers with.")
class SaveIntegrationPayload(Payload):
    """The integration."""

    @strawberry.field(description="The integration; null when it was not saved.")
    def integration(self) -> Integration | None:
        """The integration."""
        return cast("Integration | None", self.row(INTEGRATIONS, "integration"))


@strawberry.type
class _OfToken(Payload):
    @strawberry.field(description="The token; null when nothing was changed.")
    def integration_token(self) -> IntegrationToken | None:
        """The token."""
        return cast("IntegrationToken | None", self.row(INTEGRATION_TOKENS, "token"))


@strawberry.type(description="What createIntegrationToken answers with.")
class CreateIntegrationTokenPayload(_OfToken):
    """The token and its secret."""

    @strawberry.field(
        description="What its bearer sends as `Authorization: Bearer hdi_…`. Shown this once: it is kept nowhere. Null "
        "when nothing was made, and for a call that is repeated with its idempotencyKey; who lost it revokes the "
        "token and makes another."
    )
    def secret(self) -> str | None:
        """The secret, for whom it was made."""
        found = self.outcome.get("secret")
        return found.get_secret_value() if isinstance(found, SecretStr) else None


@strawberry.type(description="What revokeIntegrationToken answers with.")
class RevokeIntegrationTokenPayload(_OfToken):
    """The token."""
