"""Mutations about people: each opens nothing, decides nothing, calls one verb."""

from __future__ import annotations

from typing import Any

import strawberry

from helpdesk.accounts import agents, availability, groups, integration_tokens, roster
from helpdesk.events.work import UnitOfWork
from helpdesk.schema.fields import needed, optional, several
from helpdesk.schema.mutation import Outcome, change
from helpdesk.schema.people import inputs, payloads


async def set_availability(work: UnitOfWork, input: inputs.SetAvailabilityInput) -> Outcome:
    whose = optional("agt", input.agent_id, "agentId")
    return {"agent": (await availability.set_availability(work, presence=input.presence, agent_id=whose)).id}


async def save_agent(work: UnitOfWork, input: inputs.SaveAgentInput) -> Outcome:
    saved = await agents.save_agent(
        work,
        input.document(),
        agent_id=optional("agt", input.agent_id, "agentId"),
        expected_version=input.expected_version,
    )
    return {"agent": saved.id}


async def save_agent_group(work: UnitOfWork, input: inputs.SaveAgentGroupInput) -> Outcome:
    saved = await groups.save_group(
        work,
        input.document(),
        group_id=optional("grp", input.group_id, "groupId"),
        expected_version=input.expected_version,
    )
    return {"group": saved.id}


async def set_group_members(work: UnitOfWork, input: inputs.SetGroupMembersInput) -> Outcome:
    group = await groups.set_group_members(
        work,
        group_id=needed("grp", input.group_id, "groupId"),
        agent_ids=several("agt", input.agent_ids, "agentIds"),
        expected_version=input.expected_version,
    )
    return {"group": group.id}


async def save_organisation_unit(work: UnitOfWork, input: inputs.SaveOrganisationUnitInput) -> Outcome:
    saved = await groups.save_unit(
        work,
        input.document(),
        unit_id=optional("unt", input.unit_id, "unitId"),
        expected_version=input.expected_version,
    )
    return {"unit": saved.id}


async def plan_shift(work: UnitOfWork, input: inputs.PlanShiftInput) -> Outcome:
    return {"shift": (await roster.plan_shift(work, **_interval(input))).id}


async def remove_shift(work: UnitOfWork, input: inputs.RemoveShiftInput) -> Outcome:
    shift = needed("shf", input.shift_id, "shiftId")
    return {"shift": shift, "agent": await roster.remove_shift(work, shift_id=shift)}


async def record_leave(work: UnitOfWork, input: inputs.RecordLeaveInput) -> Outcome:
    return {"leave": (await roster.record_leave(work, reason=input.reason, **_interval(input))).id}


async def remove_leave(work: UnitOfWork, input: inputs.RemoveLeaveInput) -> Outcome:
    leave = needed("lev", input.leave_id, "leaveId")
    return {"leave": leave, "agent": await roster.remove_leave(work, leave_id=leave)}


async def save_integration(work: UnitOfWork, input: inputs.SaveIntegrationInput) -> Outcome:
    saved = await agents.save_integration(
        work, external_key=input.external_key, name=input.name, active=input.active
    )
    return {"integration": saved.id}


async def create_integration_token(work: UnitOfWork, input: inputs.CreateIntegrationTokenInput) -> Outcome:
    token, secret = await integration_tokens.create_token(
        work,
        integration_id=needed("itg", input.integration_id, "integrationId"),
        name=input.name,
        grant=input.grant(),
        expires_at=input.expires_at,
    )
    return {"token": token.id, "secret": secret}


async def revoke_integration_token(work: UnitOfWork, input: inputs.RevokeIntegrationTokenInput) -> Outcome:
    token_id = needed("itk", input.integration_token_id, "integrationTokenId")
    return {"token": (await integration_tokens.revoke_token(work, token_id=token_id)).id}


def _interval(input: inputs.PlanShiftInput | inputs.RecordLeaveInput) -> dict[str, Any]:
    agent = needed("agt", input.agent_id, "agentId")
    return {"agent_id": agent, "starts_at": input.starts_at, "ends_at": input.ends_at}


@strawberry.type
class PeopleMutations:
    """Mutations about people."""

    set_availability = change(
        set_availability,
        payload=payloads.SetAvailabilityPayload,
        description="Say whether an agent takes work; who comes online gets what waits in their groups. Needs "
        "`availability.set`, for others `roster.write`. Events: agent.availability_changed.",
    )
    save_agent = change(
        save_agent,
        payload=payloads.SaveAgentPayload,
        description="Make an agent, or set all of an agent's settings. Needs `organisation.write`; nobody gives "
        "away rights that they lack. Events: agent.saved, agent.availability_changed.",
    )
    save_agent_group = change(
        save_agent_group,
        payload=payloads.SaveAgentGroupPayload,
        description="Make a group, or set all of its settings. Needs `organisation.write`. Events: group.saved.",
    )
    set_group_members = change(
        set_group_members,
        payload=payloads.SetGroupMembersPayload,
        description="Let exactly these agents work in a group; new hands get what waits there. Needs "
        "`organisation.write`. Events: group.members_changed.",
    )
    save_organisation_unit = change(
        save_organisation_unit,
        payload=payloads.SaveOrganisationUnitPayload,
        description="Make a department or company, or set all of its settings. Needs `organisation.write`. "
        "Events: organisation_unit.saved.",
    )
    plan_shift = change(
        plan_shift,
        payload=payloads.PlanShiftPayload,
        description="Put an agent on duty in `[startsAt, endsAt)`; shifts of one agent do not overlap. Needs "
        "`roster.write` over one of their groups. Events: agent.shift_planned.",
    )
    remove_shift = change(
        remove_shift,
        payload=payloads.RemoveShiftPayload,
        description="Take a shift back. Needs `roster.write` over one of the agent's groups. "
        "Events: agent.shift_removed.",
    )
    record_leave = change(
        record_leave,
        payload=payloads.RecordLeavePayload,
        description="Record that an agent is away in `[startsAt, endsAt)`; leave of one agent does not overlap. Needs "
        "`roster.write` over one of their groups. Events: agent.leave_recorded.",
    )
    remove_leave = change(
        remove_leave,
        payload=payloads.RemoveLeavePayload,
        description="Take a leave back; who is back gets what waits in their groups. Needs `roster.write` over one of "
        "the agent's groups. Events: agent.leave_removed.",
    )
    save_integration = change(
        save_integration,
        payload=payloads.SaveIntegrationPayload,
        description="Register a program by its token's `sub`, let it in or shut it out. Needs `organisation.write`. "
        "Events: integration.saved.",
    )
    create_integration_token = change(
        create_integration_token,
        payload=payloads.CreateIntegrationTokenPayload,
        description="Make a token for an integration, which grants no more than its maker has. Its secret is shown "
        "once. Needs `organisation.write`. Events: integration_token.created.",
    )
    revoke_integration_token = change(
        revoke_integration_token,
        payload=payloads.RevokeIntegrationTokenPayload,
        description="Let an integration's token in no longer, from now on; its open sockets end. Needs "
        "`organisation.write`. Events: integration_token.revoked.",
    )
