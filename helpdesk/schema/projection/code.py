"""Code made for one selection: from rows to dicts in one comprehension; field by field once something failed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from graphql import FieldNode

from helpdesk.schema.projection.faults import Fault, Faulty, any_faulty

MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Cell:
    """One response key: an expression over the row, a batch's value for it, an object on the same row, or a
    choice between such objects. `certain`: the database holds that it is not null."""

    key: str
    place: str
    nodes: Sequence[FieldNode]
    required: bool = False
    certain: bool = False
    expression: str | None = None
    batch: int | None = None
    cells: Sequence[Cell] | None = None
    choice: str | None = None
    cases: Mapping[str, Sequence[Cell]] = field(default_factory=dict)


class Constants:
    """What the generated code refers to beside the row."""

    def __init__(self) -> None:
        self.named: dict[str, Any] = {MISSING: _missing}

    def name(self, value: Any) -> str:
        """A name for a value in the code."""
        found = f"k{len(self.named)}"
        self.named[found] = value
        return found


class Code:
    """The functions made of cells. `pattern` takes a row apart: `(r0, r1)`, or `o` for an object."""

    def __init__(self, cells: Sequence[Cell], pattern: str, batches: int, constants: Constants) -> None:
        self._cells = cells
        self._pattern = pattern
        self._constants = constants
        self._batches = batches
        self._single: dict[str, Callable[[Any, Any], Any]] = {}
        self._fast = self._whole()

    def make(self, run: Any, rows: Sequence[Any], batches: Sequence[Sequence[Any]]) -> list[Any]:
        """A dict for each row, its batches' values aligned with the rows; Faulty where something failed."""
        if not any(any_faulty(values) for values in batches):
            with suppress(Exception):  # which field it was is told apart right below
                return self._fast(run, rows, *batches)
        return [self._careful(self._cells, run, row, each) for row, each in self._zipped(rows, batches)]

    def getter(self, expressions: Iterable[str]) -> Callable[[Any, Sequence[Any]], list[Any]]:
        """A function `(run, rows)` for the values of expressions, a tuple of them for each row."""
        values = "".join(f"{one}, " for one in expressions)
        return self._compiled(f"lambda run, rows: [({values}) for {self._pattern} in rows]")

    def column(self, expression: str) -> Callable[[Any, Sequence[Any]], list[Any]]:
        """A function `(run, rows)` for one expression's value of each row."""
        return self._compiled(f"lambda run, rows: [{expression} for {self._pattern} in rows]")

    def _zipped(
        self, rows: Sequence[Any], batches: Sequence[Sequence[Any]]
    ) -> Iterable[tuple[Any, tuple[Any, ...]]]:
        each = zip(*batches, strict=True) if batches else ((),) * len(rows)
        return zip(rows, each, strict=True)

    def _whole(self) -> Callable[..., list[Any]]:
        batches = [f"b{index}" for index in range(self._batches)]
        targets = ", ".join([self._pattern, *batches])
        given = ", ".join(["rows", *(f"B{index}" for index in range(self._batches))])
        source = f"zip({given})" if batches else "rows"
        arguments = ", ".join(["run", "rows", *(f"B{index}" for index in range(self._batches))])
        return self._compiled(f"lambda {arguments}: [{_dict(self._cells)} for {targets} in {source}]")

    def _compiled(self, source: str) -> Callable[..., Any]:
        return eval(source, dict(self._constants.named))  # type: ignore[no-any-return]  # noqa: S307 - our own code

    def _careful(
        self, cells: Sequence[Cell], run: Any, row: Any, batches: Sequence[Any]
    ) -> dict[str, Any] | Faulty:
        made: dict[str, Any] = {}
        faults: list[Fault] = []
        for cell in cells:
            value = self._value(cell, run, row, batches)
            if type(value) is Faulty:
                faults += [fault.under(cell.key) for fault in value.faults]
                value = value.value
            elif value is None and cell.required:
                error = TypeError(f"Cannot return null for non-nullable field {cell.place}.")
                faults.append(Fault((cell.key,), error, cell.nodes))
            if value is None and cell.required:
                return Faulty(None, faults)
            made[cell.key] = value
        return Faulty(made, faults) if faults else made

    def _value(self, cell: Cell, run: Any, row: Any, batches: Sequence[Any]) -> Any:
        if cell.batch is not None:
            return batches[cell.batch]
        if cell.cells is not None:
            return self._careful(cell.cells, run, row, batches)
        try:
            if cell.choice is not None:
                return self._careful(cell.cases[self._one(cell.choice)(run, row)], run, row, batches)
            return self._one(cell.expression or "None")(run, row)
        except Exception as error:  # noqa: BLE001 - a field's failure is its own
            return Faulty.of(error, cell.nodes)

    def _one(self, expression: str) -> Callable[[Any, Any], Any]:
        found = self._single.get(expression)
        if found is None:
            several = self.column(expression)
            found = self._single[expression] = lambda run, row: several(run, [row])[0]
        return found


def _dict(cells: Sequence[Cell]) -> str:
    return "{" + ", ".join(f"{cell.key!r}: {_expression(cell)}" for cell in cells) + "}"


def _expression(cell: Cell) -> str:
    if cell.batch is not None:
        plain = f"b{cell.batch}"
    elif cell.cells is not None:
        return _dict(cell.cells)
    elif cell.choice is not None:
        return _choice(cell)
    else:
        plain = cell.expression or "None"
    if cell.certain or not cell.required:
        return plain
    return f"(v if (v := {plain}) is not None else {MISSING}())"


def _choice(cell: Cell) -> str:
    tests = [f"(c := {cell.choice})", *("c" for _ in cell.cases)]
    chosen = [
        f"{_dict(inner)} if {test} == {name!r} else"
        for test, (name, inner) in zip(tests, cell.cases.items(), strict=False)
    ]
    return f"({' '.join(chosen)} {MISSING}())"


def _missing() -> Any:
    """A null where there must not be one: the careful way says where."""
    raise LookupError
