"""What holds for a service item, each value with the node that it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from helpdesk.kit.channel import Channel
from helpdesk.kit.priority import Priority

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Inherited(Generic[Value]):
    """A value and the node (item or desk) that it comes from."""

    value: Value
    inherited_from: UUID


@dataclass(frozen=True, slots=True)
class Arrival:
    """The way by which a request came in."""

    channel: Channel | None = None
    store_code: str | None = None
    menu_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class EffectiveConfiguration:
    """What holds for an item, each with its origin; None where neither it nor any ancestor says."""

    item_id: UUID
    desk: Inherited[UUID] | None
    group: Inherited[UUID] | None
    policy: Inherited[UUID] | None
    procedure: Inherited[UUID] | None
    form: Inherited[Mapping[str, Any]] | None
    default_priority: Inherited[Priority] | None
    skills: Inherited[tuple[str, ...]] | None
