"""Who sees what was filled in under a step: its own group, and others only what their step declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from helpdesk.catalog import sensitive
from helpdesk.kit.actor import Actor, Permission
from helpdesk.procedures.definition import ProcedureDocument


def belongs(actor: Actor, group_id: UUID) -> bool:
    """Whether the actor works in a group, or runs it; requesters never."""
    return actor.may(Permission.TICKET_READ_INTERNAL) and (
        actor.sees_all or group_id in actor.works_in | actor.group_ids
    )


def shown(
    actor: Actor, definition: ProcedureDocument | None, group_id: UUID, fields: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """What the actor sees of a turn's fields, personal values masked; None where that is nothing."""
    if fields is None or not actor.may(Permission.TICKET_READ_INTERNAL):
        return None
    fields = sensitive.shown(fields)
    if belongs(actor, group_id):
        return dict(fields)
    steps = definition.steps if definition is not None else ()
    declared = {
        name
        for step in steps
        if step.group_id is not None and belongs(actor, step.group_id)
        for name in step.shows
    }
    return {name: value for name, value in fields.items() if name in declared} or None
