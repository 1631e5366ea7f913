"""What mutations about the configuration answer with, read anew under present rights."""

from __future__ import annotations

from typing import Any

import strawberry

from helpdesk.calls.plans import CALL_PLAN
from helpdesk.calls.scripts import CALL_SCRIPT
from helpdesk.catalog.documents import DESK, MENU
from helpdesk.configuration.kinds import Kind
from helpdesk.kit import ids
from helpdesk.procedures.definition import PROCEDURE
from helpdesk.routing.rules import ROUTING_RULE
from helpdesk.schema.calls.plans import CallPlan, CallScript
from helpdesk.schema.catalog import types as catalog
from helpdesk.schema.catalog.types import ServiceItem
from helpdesk.schema.configuration import holidays, versions
from helpdesk.schema.configuration.entries import Desk, Menu, RoutingRule, entry
from helpdesk.schema.configuration.holidays import HolidayYear
from helpdesk.schema.configuration.procedures import ProcedureDefinition
from helpdesk.schema.configuration.promises import Calendar, SlaPolicy
from helpdesk.schema.configuration.versions import ConfigurationDraft, ConfigurationVersion
from helpdesk.schema.context import Info
from helpdesk.schema.mutation import Payload
from helpdesk.schema.tickets.phrases import Phrase
from helpdesk.sla.kinds import CALENDAR, SLA_POLICY
from helpdesk.tickets.phrases import PHRASE

NOT_YET = "As published; null while only a draft has it."


@strawberry.type
class _Published(Payload):
    @strawberry.field(description="The version that is in force by this change; null when none came of it.")
    def configuration(self, info: Info) -> ConfigurationVersion | None:
        """The version."""
        number = self.outcome.get("version")
        return None if number is None else versions.version(info.context, int(number))


@strawberry.type
class _Drafted(_Published):
    @strawberry.field(description="The draft that was written into; null where it was published at once.")
    def draft(self) -> ConfigurationDraft | None:
        """The draft."""
        return versions.draft(self.id_of("draft"))


@strawberry.type
class _Saved(_Drafted):
    @strawberry.field(description="Global id of the entry; null when nothing was saved.")
    def id(self) -> strawberry.ID | None:
        """The entry's id."""
        found = self.id_of("entry")
        return None if found is None else strawberry.ID(ids.encode(str(self.outcome["prefix"]), found))

    async def _entry(self, info: Info, kind: Kind[Any], shape: type[Any]) -> Any:
        number = self.outcome.get("version")
        if number is None:
            return None
        return await entry(info.context, kind, shape, self.id_of("entry"), int(number))


@strawberry.type(description="What createConfigurationDraft answers with.")
class CreateConfigurationDraftPayload(Payload):
    """The draft."""

    @strawberry.field(description="The new draft.")
    def draft(self) -> ConfigurationDraft | None:
        """The draft."""
        return versions.draft(self.id_of("draft"))


@strawberry.type(description="What discardConfigurationDraft answers with.")
class DiscardConfigurationDraftPayload(Payload):
    """The draft."""

    @strawberry.field(description="The draft that was given up.")
    def draft(self) -> ConfigurationDraft | None:
        """The draft."""
        return versions.draft(self.id_of("draft"))


@strawberry.type(description="What publishConfiguration answers with.")
class PublishConfigurationPayload(_Drafted):
    """The version and its draft."""


@strawberry.type(description="What revertConfiguration answers with.")
class RevertConfigurationPayload(_Published):
    """The version."""


@strawberry.type(description="What saveServiceItem answers with.")
class SaveServiceItemPayload(_Saved):
    """The item."""

    @strawberry.field(description=NOT_YET)
    async def service_item(self, info: Info) -> ServiceItem | None:
        """The item."""
        key, number = self.id_of("entry"), self.outcome.get("version")
        return None if key is None or number is None else await catalog.item(info.context, key, int(number))


@strawberry.type(description="What saveDesk answers with.")
class SaveDeskPayload(_Saved):
    """The desk."""

    @strawberry.field(description=NOT_YET)
    async def desk(self, info: Info) -> Desk | None:
        """The desk."""
        found: Desk | None = await self._entry(info, DESK, Desk)
        return found


@strawberry.type(description="What saveMenu answers with.")
class SaveMenuPayload(_Saved):
    """The menu."""

    @strawberry.field(description=NOT_YET)
    async def menu(self, info: Info) -> Menu | None:
        """The menu."""
        found: Menu | None = await self._entry(info, MENU, Menu)
        return found


@strawberry.type(description="What saveRoutingRule answers with.")
class SaveRoutingRulePayload(_Saved):
    """The rule."""

    @strawberry.field(description=NOT_YET)
    async def routing_rule(self, info: Info) -> RoutingRule | None:
        """The rule."""
        found: RoutingRule | None = await self._entry(info, ROUTING_RULE, RoutingRule)
        return found


@strawberry.type(description="What saveSlaPolicy answers with.")
class SaveSlaPolicyPayload(_Saved):
    """The policy."""

    @strawberry.field(description=NOT_YET)
    async def sla_policy(self, info: Info) -> SlaPolicy | None:
        """The policy."""
        found: SlaPolicy | None = await self._entry(info, SLA_POLICY, SlaPolicy)
        return found


@strawberry.type(description="What saveCalendar answers with.")
class SaveCalendarPayload(_Saved):
    """The calendar."""

    @strawberry.field(description=NOT_YET)
    async def calendar(self, info: Info) -> Calendar | None:
        """The calendar."""
        found: Calendar | None = await self._entry(info, CALENDAR, Calendar)
        return found


@strawberry.type(description="What saveProcedure answers with.")
class SaveProcedurePayload(_Saved):
    """The definition."""

    @strawberry.field(description=NOT_YET)
    async def procedure(self, info: Info) -> ProcedureDefinition | None:
        """The definition."""
        found: ProcedureDefinition | None = await self._entry(info, PROCEDURE, ProcedureDefinition)
        return found


@strawberry.type(description="What saveCallPlan answers with.")
class SaveCallPlanPayload(_Saved):
    """The plan."""

    @strawberry.field(description=NOT_YET)
    async def call_plan(self, info: Info) -> CallPlan | None:
        """The plan."""
        found: CallPlan | None = await self._entry(info, CALL_PLAN, CallPlan)
        return found


@strawberry.type(description="What saveCallScript answers with.")
class SaveCallScriptPayload(_Saved):
    """The script."""

    @strawberry.field(description=NOT_YET)
    async def call_script(self, info: Info) -> CallScript | None:
        """The script."""
        found: CallScript | None = await self._entry(info, CALL_SCRIPT, CallScript)
        return found


@strawberry.type(description="What savePhrase answers with.")
class SavePhrasePayload(_Saved):
    """The phrase."""

    @strawberry.field(description=NOT_YET)
    async def phrase(self, info: Info) -> Phrase | None:
        """The phrase."""
        found: Phrase | None = await self._entry(info, PHRASE, Phrase)
        return found


@strawberry.type(description="What removeConfigurationEntry answers with.")
class RemoveConfigurationEntryPayload(_Saved):
    """The id of what is gone."""


@strawberry.type(description="What learnHolidays answers with.")
class LearnHolidaysPayload(Payload):
    """The year."""

    @strawberry.field(description="The year as it is known now; null when it was refused.")
    def holidays(self, info: Info) -> HolidayYear | None:
        """The year."""
        year = self.outcome.get("year")
        return None if year is None else holidays.the_year(info.context, int(year))
