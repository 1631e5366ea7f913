"""What is told of forms that miss what the platform holds. Codes and names of fields only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.events.log import Event


@dataclass(frozen=True, slots=True)
class MemberMismatched(Event):
    """A form was refused, since these fields are not what the platform holds; `today` counts them with the day's."""

    kind = "member.mismatched"

    member_code: str
    fields: Sequence[str]
    today: int


@dataclass(frozen=True, slots=True)
class ChangesFrozen(Event):
    """No form about the member is looked at until then; who leads the group that works them is told."""

    kind = "member.frozen"

    member_code: str
    until: datetime
    recipients: Sequence[UUID]
    substituted: Sequence[dict[str, Any]]
