"""Switches that make the platform slow, failing or silent on purpose, per operation and count."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import Enum

import strawberry


@strawberry.enum
class FaultKind(Enum):
    """SLOW waits before it acts. HTTP_ERROR (500) and GRAPHQL_ERROR (`UNAVAILABLE`) do nothing.
    LOST_ANSWER acts, commits and closes the connection; HANG acts, commits and never answers."""

    SLOW = "SLOW"
    HTTP_ERROR = "HTTP_ERROR"
    GRAPHQL_ERROR = "GRAPHQL_ERROR"
    LOST_ANSWER = "LOST_ANSWER"
    HANG = "HANG"


@strawberry.type
class Fault:
    """A switch that is on. `struck` counts the calls that it hit; `remaining` null: until cleared."""

    kind: FaultKind
    operation: str
    remaining: int | None
    rate: float
    delay_ms: int
    struck: int = 0


@strawberry.input
class FaultInput:
    """`operation` is a root field's name (`deleteOrder`) or `*`. `rate` is the share of calls hit."""

    kind: FaultKind
    operation: str = "*"
    count: int | None = None
    rate: float = 1.0
    delay_ms: int = 0


SPARED = frozenset(
    {"setFault", "clearFaults", "setClock", "moveSettlementDay", "faults", "clock", "callCounts"}
)
"""Operations that no fault strikes: the switches themselves."""


@dataclass
class Faults:
    """The switches of one process, and how often each operation was called."""

    switches: list[Fault] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=dict)
    _dice: random.Random = field(default_factory=lambda: random.Random(8100))  # noqa: S311 - no secret

    def set(self, wanted: FaultInput) -> Fault:
        """Turn a switch on, in place of one of the same kind and operation."""
        self.clear(wanted.kind, wanted.operation)
        fault = Fault(
            kind=wanted.kind,
            operation=wanted.operation,
            remaining=wanted.count,
            rate=wanted.rate,
            delay_ms=wanted.delay_ms,
        )
        self.switches.append(fault)
        return fault

    def clear(self, kind: FaultKind | None = None, operation: str | None = None) -> int:
        """Turn switches off: those of a kind, of an operation, or all; how many."""
        kept = [
            fault
            for fault in self.switches
            if (kind is not None and fault.kind is not kind)
            or (operation is not None and fault.operation != operation)
        ]
        cleared = len(self.switches) - len(kept)
        self.switches = kept
        return cleared

    def count(self, operations: list[str]) -> None:
        """Note a call of these operations."""
        for operation in operations:
            self.calls[operation] = self.calls.get(operation, 0) + 1

    def strike(self, kind: FaultKind, operations: list[str]) -> Fault | None:
        """The switch of this kind that hits this call, if any; it then counts down."""
        if SPARED.intersection(operations):
            return None
        for fault in self.switches:
            if fault.kind is kind and (fault.operation == "*" or fault.operation in operations):
                if fault.remaining == 0 or self._dice.random() >= fault.rate:
                    continue
                fault.struck += 1
                fault.remaining = None if fault.remaining is None else fault.remaining - 1
                return fault
        return None
