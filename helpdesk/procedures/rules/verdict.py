"""What a rule answers with: what forbids it, all of it, and what a front end shows beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from helpdesk.kit.errors import HelpdeskError, Several

Facts = TypeVar("Facts")


@dataclass(frozen=True, slots=True)
class Verdict(Generic[Facts]):
    """Allowed when nothing forbids it. `facts` are there either way: window ends, fees, lines left."""

    facts: Facts
    refusals: tuple[HelpdeskError, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether nothing forbids it."""
        return not self.refusals

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of what forbids it, in the order in which the rules were looked at."""
        return tuple(refusal.code for refusal in self.refusals)

    def require(self) -> Facts:
        """The facts. Raises Several with everything that forbids it."""
        if self.refusals:
            raise Several(list(self.refusals))
        return self.facts
