"""What mutations about people answer with, read anew under present rights."""

from __future__ import annotations

import strawberry

from helpdesk.kit import ids
from helpdesk.schema.context import Info
from helpdesk.schema.mutation import Payload
from helpdesk.schema.people import rosters
from helpdesk.schema.people import types as people
from helpdesk.schema.people.rosters import Leave, Shift
from helpdesk.schema.people.types import Agent, AgentGroup, Integration, OrganisationUnit


@strawberry.type
class _OfAgent(Payload):
    @strawberry.field(description="The agent as they are after the change; null when nothing was changed.")
    async def agent(self, info: Info) -> Agent | None:
        """The agent."""
        return await people.agent(info.context, self.id_of("agent"))


@strawberry.type
class _OfGroup(Payload):
    @strawberry.field(description="The group as it is after the change; null when nothing was changed.")
    async def group(self, info: Info) -> AgentGroup | None:
        """The group."""
        return await people.group(info.context, self.id_of("group"))


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
    async def unit(self, info: Info) -> OrganisationUnit | None:
        """The unit."""
        return await people.unit(info.context, self.id_of("unit"))


@strawberry.type(description="What planShift answers with.")
class PlanShiftPayload(Payload):
    """The shift."""

    @strawberry.field(description="The shift; null when it was not planned, or is taken back by now.")
    async def shift(self, info: Info) -> Shift | None:
        """The shift."""
        return await rosters.shift(info.context, self.id_of("shift"))


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
    async def leave(self, info: Info) -> Leave | None:
        """The leave."""
        return await rosters.leave(info.context, self.id_of("leave"))


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
    async def integration(self, info: Info) -> Integration | None:
        """The integration."""
        return await people.integration(info.context, self.id_of("integration"))
