"""What happens to customer profiles: which fields, never what stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from helpdesk.events.log import Event


@dataclass(frozen=True, slots=True)
class CustomerMade(Event):
    """A caller who was not known got a profile; `by` is what they are recognised by."""

    kind = "customer.made"

    by: str


@dataclass(frozen=True, slots=True)
class CustomerUpdated(Event):
    """Fields of a profile changed."""

    kind = "customer.updated"

    changed: list[str]


@dataclass(frozen=True, slots=True)
class CustomerErased(Event):
    """What was kept of a person was deleted at their wish: so many sealed values and files. Why is with the erasure."""

    kind = "customer.erased"

    erasure_id: UUID
    values: int
    files: int
