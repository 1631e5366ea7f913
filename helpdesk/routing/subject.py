"""What is routed: a plain value, the same for a live ticket, a preview and a past ticket replayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from helpdesk.catalog.effective import Arrival
from helpdesk.events.log import plain
from helpdesk.kit.channel import Channel
from helpdesk.kit.priority import Priority


@dataclass(frozen=True, slots=True)
class RoutingSubject:
    """One request. `priority` is what the requester or an agent stated, None when nobody did.

    It is stored with the decision, so `form` holds masked values and references, never sealed ones.
    """

    item_id: UUID
    channel: Channel
    store_code: str | None = None
    priority: Priority | None = None
    requester_grade: str | None = None
    form: Mapping[str, Any] = field(default_factory=dict)
    menu_id: UUID | None = None

    @property
    def arrival(self) -> Arrival:
        """The way by which it came in."""
        return Arrival(self.channel, self.store_code, self.menu_id)

    def to_json(self) -> dict[str, Any]:
        """As it is stored beside a decision."""
        return {
            "item_id": str(self.item_id),
            "channel": self.channel.value,
            "store_code": self.store_code,
            "priority": self.priority and self.priority.value,
            "requester_grade": self.requester_grade,
            "form": plain(self.form),
            "menu_id": self.menu_id and str(self.menu_id),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The subject that was stored."""
        return cls(
            item_id=UUID(stored["item_id"]),
            channel=Channel(stored["channel"]),
            store_code=stored["store_code"],
            priority=Priority(stored["priority"]) if stored["priority"] else None,
            requester_grade=stored["requester_grade"],
            form=stored["form"],
            menu_id=UUID(stored["menu_id"]) if stored["menu_id"] else None,
        )
