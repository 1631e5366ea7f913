"""Rows kept as JSON by their version: a list then reads its index and versions, and what changed.

Only what a row's own version speaks for is kept: its columns, rows that change with it alone, documents of
a pinned version, and kept rows (a new keeping begins with each generation of those).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from graphql import FragmentSpreadNode, VariableNode, Visitor, visit

from helpdesk.schema.projection.selections import Document, Selected

OVERHEAD = 200
"""Bytes that keeping one row costs beside its text, roughly."""
_TOKENS_KEPT = 100


class Shelf:
    """The process's kept texts, by plan and key, bounded in bytes; what was longest out of use goes first."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[tuple[object, bytes], tuple[Any, bytes]] = OrderedDict()
        self.bytes = 0

    def get(self, token: object, key: bytes, version: Any) -> bytes | None:
        """The text of a row in this very version."""
        place = (token, key)
        found = self._kept.get(place)
        if found is None or found[0] != version:
            return None
        self._kept.move_to_end(place)
        return found[1]

    def put(self, token: object, key: bytes, version: Any, text: bytes) -> None:
        """Keep a row's text."""
        place = (token, key)
        earlier = self._kept.pop(place, None)
        if earlier is not None:
            self.bytes -= len(earlier[1]) + OVERHEAD
        self._kept[place] = (version, text)
        self.bytes += len(text) + OVERHEAD
        while self.bytes > self._most:
            _, (_, oldest) = self._kept.popitem(last=False)
            self.bytes -= len(oldest) + OVERHEAD

    def __len__(self) -> int:
        return len(self._kept)


class Token:
    """Stands for a selection. What is asked for the first time is not kept: it may be the last time too."""

    __slots__ = ("asked",)

    def __init__(self) -> None:
        self.asked = False

    def again(self) -> bool:
        """Whether it was asked before; from now on it was."""
        before, self.asked = self.asked, True
        return before


class Tokens:
    """What stands for one selection with one choice of its variables, under one keeping of reference rows."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._tokens: dict[bytes, Token] = {}
        self._for: Any = None

    def of(self, kept: Any, coerced: Mapping[str, Any]) -> Token:
        """The token of a request."""
        if self._for is not kept or len(self._tokens) > _TOKENS_KEPT:
            self._for, self._tokens = kept, {}
        if not self._names:
            return self._tokens.get(b"") or self._tokens.setdefault(b"", Token())
        given = {name: coerced[name] for name in self._names if name in coerced}
        key = orjson.dumps(given, default=repr, option=orjson.OPT_SORT_KEYS) if given else b""
        return self._tokens.setdefault(key, Token())


def variables_below(document: Document, selected: Sequence[Selected]) -> list[str]:
    """The variables that a selection depends on, its fragments' too."""
    found = _Variables()
    for one in selected:
        for node in one.nodes:
            visit(node, found)
    seen: set[str] = set()
    while found.spreads - seen:
        for name in found.spreads - seen:
            seen.add(name)
            visit(document.fragments[name], found)
    return sorted(found.names)


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.spreads: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.names.add(node.name.value)

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
        self.spreads.add(node.name.value)
