"""How the answers to acts are read, by a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from helpdesk.platform.acts import Done, Outcome, PreconditionGone, Refused
from helpdesk.platform.mapping import Outcomes
from helpdesk.platform.meanings import ErrorAnswer
from helpdesk.platform.shapes import (
    Path,
    Selection,
    Shape,
    Shapes,
    Unreadable,
    as_value,
    follow,
    merged,
    nested,
    shape_of,
    steps,
    text_of,
)

KINDS: dict[str, type[Outcome]] = {"done": Done, "refused": Refused, "precondition_gone": PreconditionGone}
TYPE_NAME = "__typename"


@dataclass(frozen=True, slots=True)
class OutcomeShape:
    """The cases of an act's answer by what tells them apart."""

    by: Path
    cases: Mapping[str, Shape]

    @classmethod
    def of(cls, outcomes: Outcomes, shapes: Shapes, zone: ZoneInfo) -> OutcomeShape:
        """As the mapping says. Raises ValueError naming a case and its field."""
        cases = {}
        for case in outcomes.cases:
            try:
                cases[case.when] = shape_of(KINDS[case.kind], case.fields, shapes, zone)
            except ValueError as error:
                raise ValueError(f"{case.when}.fields.{error}") from None
        return cls(steps(outcomes.by), cases)

    def selection(self) -> Selection:
        """What must be asked for; of a union by type."""
        if self.by == (TYPE_NAME,):
            by_type = {f"... on {name}": shape.selection() for name, shape in self.cases.items()}
            return {TYPE_NAME: {}, **{name: inner for name, inner in by_type.items() if inner}}
        return merged(nested(self.by, {}), *(shape.selection() for shape in self.cases.values()))

    def read(self, document: Any) -> Outcome:
        """An act's answer. Raises Unreadable."""
        if not isinstance(document, dict):
            raise Unreadable
        try:
            shape = self.cases.get(text_of(follow(document, self.by)))
        except TypeError:
            raise Unreadable from None
        if shape is None:
            raise Unreadable
        found: Outcome = as_value(shape.kind, shape.read(document))
        return found


def told_by(answer: ErrorAnswer) -> Outcome:
    """The outcome that an error stands for. Raises Unreadable where it stands for none."""
    meaning = answer.meaning
    if meaning.kind == "refused":
        return Refused(meaning.reason or answer.code, answer.message)
    if meaning.kind == "precondition_gone" and meaning.which is not None:
        return PreconditionGone(meaning.which)
    raise Unreadable
