"""Mutations about the configuration: each opens nothing, decides nothing, calls one verb."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import strawberry

from helpdesk.calendars import tables
from helpdesk.configuration import drafts, repository, versions
from helpdesk.events.work import UnitOfWork
from helpdesk.schema.configuration import call_inputs, inputs, payloads, phrase_inputs, promise_inputs
from helpdesk.schema.configuration.draft_inputs import (
    CreateConfigurationDraftInput,
    DiscardConfigurationDraftInput,
    PublishConfigurationInput,
    RevertConfigurationInput,
)
from helpdesk.schema.configuration.procedures import SaveProcedureInput
from helpdesk.schema.configuration.simulation import SimulateRoutingPayload, simulate_routing
from helpdesk.schema.configuration.versions import ConfigurationKind
from helpdesk.schema.fields import needed, optional
from helpdesk.schema.mutation import Outcome, change


async def create_configuration_draft(work: UnitOfWork, input: CreateConfigurationDraftInput) -> Outcome:
    return {"draft": (await drafts.create(work, title=input.title)).id}


async def discard_configuration_draft(work: UnitOfWork, input: DiscardConfigurationDraftInput) -> Outcome:
    draft = needed("dft", input.draft_id, "draftId")
    await drafts.discard(work, draft_id=draft, expected_version=input.expected_version)
    return {"draft": draft}


async def publish_configuration(work: UnitOfWork, input: PublishConfigurationInput) -> Outcome:
    draft = needed("dft", input.draft_id, "draftId")
    number = await drafts.publish(work, draft_id=draft, expected_version=input.expected_version)
    return {"version": number, "draft": draft}


async def revert_configuration(work: UnitOfWork, input: RevertConfigurationInput) -> Outcome:
    return {"version": await versions.revert(work, to_version=input.to_version)}


async def save_service_item(work: UnitOfWork, input: inputs.SaveServiceItemInput) -> Outcome:
    return await _save(work, ConfigurationKind.SERVICE_ITEM, input, input.id, input.document())


async def save_desk(work: UnitOfWork, input: inputs.SaveDeskInput) -> Outcome:
    return await _save(work, ConfigurationKind.DESK, input, input.id, input.document())


async def save_menu(work: UnitOfWork, input: inputs.SaveMenuInput) -> Outcome:
    return await _save(work, ConfigurationKind.MENU, input, input.id, input.document())


async def save_routing_rule(work: UnitOfWork, input: inputs.SaveRoutingRuleInput) -> Outcome:
    return await _save(work, ConfigurationKind.ROUTING_RULE, input, input.id, input.document())


async def save_sla_policy(work: UnitOfWork, input: promise_inputs.SaveSlaPolicyInput) -> Outcome:
    return await _save(work, ConfigurationKind.SLA_POLICY, input, input.id, input.document())


async def save_calendar(work: UnitOfWork, input: promise_inputs.SaveCalendarInput) -> Outcome:
    return await _save(work, ConfigurationKind.CALENDAR, input, input.id, input.document())


async def save_procedure(work: UnitOfWork, input: SaveProcedureInput) -> Outcome:
    return await _save(work, ConfigurationKind.PROCEDURE, input, input.id, input.document())


async def save_phrase(work: UnitOfWork, input: phrase_inputs.SavePhraseInput) -> Outcome:
    return await _save(work, ConfigurationKind.PHRASE, input, input.id, input.document())


async def save_call_plan(work: UnitOfWork, input: call_inputs.SaveCallPlanInput) -> Outcome:
    return await _save(work, ConfigurationKind.CALL_PLAN, input, input.id, input.document())


async def save_call_script(work: UnitOfWork, input: call_inputs.SaveCallScriptInput) -> Outcome:
    return await _save(work, ConfigurationKind.CALL_SCRIPT, input, input.id, input.document())


async def remove_configuration_entry(
    work: UnitOfWork, input: inputs.RemoveConfigurationEntryInput
) -> Outcome:
    return await _save(work, input.kind, input, input.id, None)


async def learn_holidays(work: UnitOfWork, input: promise_inputs.LearnHolidaysInput) -> Outcome:
    learned = await tables.learn(
        work,
        year=input.year,
        days_off=input.days_off,
        working_days=input.working_days,
        source=work.actor.key,
    )
    return {"year": learned.year}


async def _save(
    work: UnitOfWork,
    kind: ConfigurationKind,
    input: inputs.EntryInput,
    public_id: str | None,
    document: Mapping[str, Any] | None,
) -> Outcome:
    draft = optional("dft", input.draft_id, "draftId")
    key = await drafts.save(
        work,
        kind.entry,
        optional(kind.prefix, public_id, "id"),
        document,
        draft_id=draft,
        expected_version=input.expected_version,
    )
    version = await repository.current_version(work.session) if draft is None else None
    return {"entry": key, "prefix": kind.prefix, "draft": draft, "version": version}


WRITES = (
    "Needs `configuration.write`. Events: configuration.published; with a draft configuration_draft.changed."
)


@strawberry.type
class ConfigurationMutations:
    """Mutations about the configuration."""

    create_configuration_draft = change(
        create_configuration_draft,
        payload=payloads.CreateConfigurationDraftPayload,
        description="Begin a draft on the version in force. Needs `configuration.write`. "
        "Events: configuration_draft.created.",
    )
    discard_configuration_draft = change(
        discard_configuration_draft,
        payload=payloads.DiscardConfigurationDraftPayload,
        description="Give a draft up. Needs `configuration.write`. Events: configuration_draft.discarded.",
    )
    publish_configuration = change(
        publish_configuration,
        payload=payloads.PublishConfigurationPayload,
        description="Put a draft into force, whole or not at all; every fault found is told. Needs "
        "`configuration.write`. Events: configuration.published.",
    )
    revert_configuration = change(
        revert_configuration,
        payload=payloads.RevertConfigurationPayload,
        description="Publish the entries of an earlier version anew. Needs `configuration.write`. "
        "Events: configuration.published.",
    )
    save_service_item = change(
        save_service_item,
        payload=payloads.SaveServiceItemPayload,
        description=f"Make or change a service item. {WRITES}",
    )
    save_desk = change(
        save_desk,
        payload=payloads.SaveDeskPayload,
        description=f"Make or change a service desk. {WRITES}",
    )
    save_menu = change(
        save_menu,
        payload=payloads.SaveMenuPayload,
        description=f"Make or change a navigation menu. {WRITES}",
    )
    save_routing_rule = change(
        save_routing_rule,
        payload=payloads.SaveRoutingRulePayload,
        description=f"Make or change a routing rule; one that never matches or is never reached is refused. {WRITES}",
    )
    save_sla_policy = change(
        save_sla_policy,
        payload=payloads.SaveSlaPolicyPayload,
        description=f"Make or change an SLA policy; tickets keep the version that decided about them. {WRITES}",
    )
    save_calendar = change(
        save_calendar,
        payload=payloads.SaveCalendarPayload,
        description=f"Make or change a calendar. {WRITES}",
    )
    save_procedure = change(
        save_procedure,
        payload=payloads.SaveProcedurePayload,
        description="Make or change the definition of a procedure; one with a step that cannot be reached, a dead end "
        f"or an unknown guard is refused. {WRITES}",
    )
    save_phrase = change(
        save_phrase,
        payload=payloads.SavePhrasePayload,
        description="Make or change a standard phrase; one with an unknown placeholder, or a blank that stands in one "
        f"text alone, is refused. {WRITES}",
    )
    save_call_plan = change(
        save_call_plan,
        payload=payloads.SaveCallPlanPayload,
        description=f"Make or change a call plan; calls keep the version that planned them. {WRITES}",
    )
    save_call_script = change(
        save_call_script,
        payload=payloads.SaveCallScriptPayload,
        description="Make or change a call script; a node that is never reached, a dead end or an unknown reference is "
        f"refused. {WRITES}",
    )
    remove_configuration_entry = change(
        remove_configuration_entry,
        payload=payloads.RemoveConfigurationEntryPayload,
        description=f"Remove an entry that nothing refers to. {WRITES}",
    )
    learn_holidays = change(
        learn_holidays,
        payload=payloads.LearnHolidaysPayload,
        description="Teach the public holidays of a year or correct them; clocks that were provisional are recomputed. "
        "Needs `configuration.write`. Events: holidays.learned.",
    )
    simulate_routing = change(
        simulate_routing,
        payload=SimulateRoutingPayload,
        description="Where a request would go and who would get it now, in force or by a draft, decided by the very "
        "function that routes tickets. Changes nothing. Needs `configuration.read`.",
    )
