"""Parts of a generated document, and whether they may stand together (fields of one name must merge)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Field:
    """A field; `shape` is its type as written, which fields of one response key share."""

    key: str
    name: str
    arguments: str
    shape: str
    directives: str = ""
    inner: tuple[Part, ...] | None = None

    @property
    def signature(self) -> tuple[str, str, str]:
        """What must be equal where the key stands twice."""
        return self.name, self.arguments, self.shape


@dataclass(frozen=True, slots=True)
class Inline:
    """An inline fragment."""

    condition: str | None
    directives: str
    inner: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Fragment:
    """A named fragment: its definition."""

    name: str
    condition: str
    inner: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """A named fragment where it is used."""

    fragment: Fragment
    directives: str = ""


Part = Field | Inline | Spread


@dataclass(slots=True)
class Scope:
    """Which response keys are taken in one selection, with all that is merged into it."""

    taken: dict[str, tuple[tuple[str, str, str], Scope]] = field(default_factory=dict)

    def takes(self, parts: Iterable[Part]) -> bool:
        """Whether these may be added."""
        for part in parts:
            if not isinstance(part, Field):
                if not self.takes(_inner(part)):
                    return False
                continue
            found = self.taken.get(part.key)
            if found is not None and (found[0] != part.signature or not found[1].takes(part.inner or ())):
                return False
        return True

    def add(self, parts: Iterable[Part]) -> None:
        """Add what may be added."""
        for part in parts:
            if isinstance(part, Field):
                self.within(part.key, part.signature).add(part.inner or ())
            else:
                self.add(_inner(part))

    def within(self, key: str, signature: tuple[str, str, str]) -> Scope:
        """The selection below a key, taken now if it was free."""
        return self.taken.setdefault(key, (signature, Scope()))[1]

    def fits(self, key: str, signature: tuple[str, str, str]) -> bool:
        """Whether a key is free or the same."""
        found = self.taken.get(key)
        return found is None or found[0] == signature


def _inner(part: Inline | Spread) -> tuple[Part, ...]:
    return part.inner if isinstance(part, Inline) else part.fragment.inner


def size(parts: Iterable[Part]) -> int:
    """How many fields these are with all fragments written out."""
    found = 0
    for part in parts:
        found += 1 + size(part.inner or ()) if isinstance(part, Field) else size(_inner(part))
    return found


def used(parts: Iterable[Part]) -> Iterator[Fragment]:
    """The named fragments that are used, those in fragments too."""
    for part in parts:
        if isinstance(part, Spread):
            yield part.fragment
            yield from used(part.fragment.inner)
        else:
            yield from used(part.inner or ())


def written(parts: Iterable[Part]) -> str:
    """The parts as text."""
    return " ".join(_written(part) for part in parts)


def _written(part: Part) -> str:
    match part:
        case Field():
            alias = f"{part.key}: " if part.key != part.name else ""
            inner = f" {{ {written(part.inner)} }}" if part.inner is not None else ""
            return f"{alias}{part.name}{part.arguments}{part.directives}{inner}"
        case Inline():
            on = f" on {part.condition}" if part.condition else ""
            return f"...{on}{part.directives} {{ {written(part.inner)} }}"
        case Spread():
            return f"...{part.fragment.name}{part.directives}"
