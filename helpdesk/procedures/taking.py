"""One outcome of one step being taken: what guards judge and effects work on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from helpdesk.configuration.kinds import Snapshot
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.definition import Outcome, ProcedureDocument, Step
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.models import Procedure, ProcedureStep
from helpdesk.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Taking:
    """Everything about it. `facts` is what the platform said just before, in no transaction.

    There is no outcome while a step is entered, and no step where the procedure itself begins or is ended by time.
    `reason` is why it ends, for effects of an end. Errors name fields below `fields`.
    """

    work: UnitOfWork
    snapshot: Snapshot
    ticket: Ticket
    procedure: Procedure
    definition: ProcedureDocument
    step: Step | None = None
    turn: ProcedureStep | None = None
    outcome: Outcome | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    note: str | None = None
    facts: Facts = field(default_factory=Facts)
    given: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None

    def know(self, **facts: object) -> None:
        """Keep what the procedure came to know: codes, references, ids of sealed values."""
        self.procedure.facts = {**self.procedure.facts, **facts}


Guard: TypeAlias = Callable[[Taking], Awaitable[Iterable[HelpdeskError]]]
"""Says what forbids an outcome now; nothing where it is allowed. Changes nothing."""
Effect: TypeAlias = Callable[[Taking], Awaitable[None]]
"""Does what an outcome, or the entering of a step, brings about; in the same transaction."""
