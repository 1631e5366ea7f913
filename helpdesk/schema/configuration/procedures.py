"""Definitions of procedures as one version of the configuration has them, and the input that saves one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from helpdesk.configuration.kinds import Snapshot
from helpdesk.kit import ids
from helpdesk.kit.errors import InvalidValue
from helpdesk.procedures.definition import PROCEDURE, ProcedureDocument
from helpdesk.procedures.rules import mismatches
from helpdesk.schema.catalog.types import name_of
from helpdesk.schema.configuration.entries import entry
from helpdesk.schema.configuration.inputs import ENTRY, EntryInput, NameInput
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.types import Name
from helpdesk.schema.projection.declarations import column, identifier

_SHAPE = (
    "Keys as in the files of packs (docs/procedures.md): `code`, `title`, `taken_by`, `group_id` (`grp_…`), `clock` "
    "(`calendar_id` as `cal_…`), `shows`, `entering`, `outcomes`."
)


@strawberry.type(description="The definition of a procedure: steps, outcomes, and where each leads.")
class ProcedureDefinition(Node):
    """A procedure's definition."""

    row: strawberry.Private[ProcedureDocument]
    snapshot: strawberry.Private[Snapshot]
    id: strawberry.ID = identifier("prd")
    code: str = column("code", "Its code, unique.")
    name: Name = column("name", "What it is called.", convert=name_of)
    intake: str | None = column("intake", "The only mutation that begins it; null: `submitTicket`.")
    first: str = column("first", "The code of the step with which it begins.")

    mismatches_a_day: int = column(
        "mismatches_a_day",
        "How many values before a change may miss what the platform holds, per member and day, before it is frozen.",
    )

    @strawberry.field(description=f"Its steps. {_SHAPE}")
    def steps(self) -> JSON:
        """As `saveProcedure` takes them."""
        steps = self.row.model_dump(mode="json", by_alias=True, exclude_none=True)["steps"]
        return JSON([_translated(step, _public) for step in steps])

    @strawberry.field(description="What the submitter is told at the end, by reason: `{zh, en}` each.")
    def answers(self) -> JSON:
        """Answers by reason."""
        return JSON({reason: {"zh": one.zh, "en": one.en} for reason, one in self.row.answers.items()})

    @strawberry.field(description="Effects of every end but DONE.")
    def unless_done(self) -> JSON:
        """Refused, withdrawn or too late."""
        return JSON([use.model_dump(mode="json", by_alias=True) for use in self.row.unless_done])

    @strawberry.field(description="What happens at the hard deadline: `reason`, `warn_before`, `effects`.")
    def at_deadline(self) -> JSON | None:
        """Where it does anything then."""
        found = self.row.at_deadline
        return (
            None if found is None else JSON(found.model_dump(mode="json", by_alias=True, exclude_none=True))
        )


@strawberry.input(description="The definition of a procedure; tickets keep the version that they began with.")
class SaveProcedureInput(EntryInput):
    """A definition."""

    id: strawberry.ID | None = strawberry.field(default=None, description=f"{ENTRY} `prd_…`.")
    code: str = strawberry.field(description="Its code, unique: letters, digits, `_.-`, at most 64.")
    name: NameInput = strawberry.field(description="What it is called.")
    intake: str | None = strawberry.field(
        default=None, description="The only mutation that begins it, if any."
    )
    first: str = strawberry.field(description="The code of the step with which it begins.")
    steps: JSON = strawberry.field(description=f"A list of its steps. {_SHAPE}")
    answers: JSON | None = strawberry.field(default=None, description="Answers by reason, `{zh, en}` each.")
    unless_done: JSON | None = strawberry.field(default=None, description="Effects of every end but DONE.")
    at_deadline: JSON | None = strawberry.field(
        default=None, description="What happens at the hard deadline."
    )

    mismatches_a_day: int = strawberry.field(
        default=mismatches.A_DAY,
        description="How many values before a change may miss, per member and day; 1 to 1000.",
    )

    def document(self) -> dict[str, Any]:
        """As it is stored. Raises InvalidValue, InvalidId."""
        steps: Any = self.steps
        if not isinstance(steps, list) or not all(isinstance(step, Mapping) for step in steps):
            raise InvalidValue("steps", "Give a list of steps.", "请提供步骤列表。")
        return {
            "code": self.code,
            "name": self.name.document(),
            "intake": self.intake,
            "first": self.first,
            "steps": [
                _translated(step, partial(_own, at=f"steps.{place}")) for place, step in enumerate(steps)
            ],
            "answers": self.answers or {},
            "unless_done": self.unless_done or [],
            "at_deadline": self.at_deadline,
            "mismatches_a_day": self.mismatches_a_day,
        }


def _translated(step: Mapping[str, Any], read: Callable[[str, Any], Any]) -> dict[str, Any]:
    """A step whose ids are written otherwise."""
    found = dict(step)
    if found.get("group_id") is not None:
        found["group_id"] = read("grp", found["group_id"])
    clock = found.get("clock")
    if isinstance(clock, Mapping) and clock.get("calendar_id") is not None:
        found["clock"] = {**clock, "calendar_id": read("cal", clock["calendar_id"])}
    return found


def _public(prefix: str, value: Any) -> str:
    return ids.encode(prefix, UUID(str(value)))


def _own(prefix: str, value: Any, at: str) -> str:
    return str(ids.decode(prefix, str(value), field=at))


def procedures(snapshot: Snapshot) -> list[ProcedureDefinition]:
    """All definitions, by code."""
    rows = sorted(snapshot.of(PROCEDURE).values(), key=lambda row: (row.code, row.id))
    return [ProcedureDefinition(row=row, snapshot=snapshot) for row in rows]


NODES.register("prd", lambda context, key: entry(context, PROCEDURE, ProcedureDefinition, key))
