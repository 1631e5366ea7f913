"""How large a document and its variables may be: judged before they are validated, each fragment once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    TokenKind,
)

from helpdesk.schema.pairs import beside, pairs

MOST_CHARACTERS = 100_000
MOST_TOKENS = 2_000
LONGEST_TOKEN = 200
"""Characters of a name or number. Texts may be longer."""
DEEPEST = 20
MOST_FIELDS = 2_000
MOST_ALIASES = 100
MOST_DIRECTIVES = 100
MOST_MUTATIONS = 25
MOST_PAIRS = 5_000
MOST_VALUES = 10_000
_LIMITED = frozenset({TokenKind.NAME, TokenKind.INT, TokenKind.FLOAT})


@dataclass(frozen=True, slots=True)
class Extent:
    """What a selection asks for with its fragments written out, which count as fields too, and how deep it goes."""

    fields: int = 0
    depth: int = 0
    aliases: int = 0
    directives: int = 0

    def __add__(self, other: Extent) -> Extent:
        return Extent(
            self.fields + other.fields,
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.directives + other.directives,
        )


class TooLarge(Exception):
    """A limit that a document exceeds."""


def excess(document: DocumentNode) -> GraphQLError | None:
    """What makes a document too large to be validated; None for most."""
    try:
        _require_short_tokens(document)
        _Document(document).require_measure()
    except TooLarge as found:
        return GraphQLError(str(found))
    return None


def has_too_many_values(given: Mapping[str, object]) -> bool:
    """Whether variables hold more values than are looked at, at any depth."""
    count = 0
    waiting: list[Collection[object]] = [given.values()]
    while waiting and count <= MOST_VALUES:
        values = waiting.pop()
        count += len(values)
        waiting.extend(
            one.values() if isinstance(one, dict) else one for one in values if isinstance(one, dict | list)
        )
    return count > MOST_VALUES


def _require_short_tokens(document: DocumentNode) -> None:
    token = document.loc.start_token if document.loc else None
    while token is not None:
        if token.kind in _LIMITED and token.end - token.start > LONGEST_TOKEN:
            raise TooLarge(f"A name or number has at most {LONGEST_TOKEN} characters.")
        token = token.next


class _Document:
    """The extents of a document's parts, each fragment's worked out once."""

    def __init__(self, document: DocumentNode) -> None:
        parts = document.definitions
        self._operations = [part for part in parts if isinstance(part, OperationDefinitionNode)]
        self._fragments = {
            part.name.value: part for part in parts if isinstance(part, FragmentDefinitionNode)
        }
        self._known: dict[str, Extent] = {}
        self._open: set[str] = set()

    def require_measure(self) -> None:
        """Raises TooLarge, also for fragments that validation would refuse but compare before."""
        total = Extent()
        for operation in self._operations:
            found = self._extent(operation.selection_set)
            directives = len(operation.directives or ())
            directives += sum(len(one.directives or ()) for one in operation.variable_definitions or ())
            total += found + Extent(directives=directives)
        _require(total)
        for name in self._fragments:
            if name not in self._known:
                raise TooLarge(f"Fragment '{name}' is never used.")
        for operation in self._operations:
            fields = beside([operation.selection_set], self._fragments).fields.values()
            if operation.operation is OperationType.MUTATION and sum(map(len, fields)) > MOST_MUTATIONS:
                raise TooLarge(f"One request makes at most {MOST_MUTATIONS} mutations.")
        if (
            sum(pairs(one.selection_set, self._fragments, at_most=MOST_PAIRS) for one in self._operations)
            > MOST_PAIRS
        ):
            raise TooLarge("The document asks for the same fields too often.")

    def _extent(self, selected: SelectionSetNode | None) -> Extent:
        total = Extent()
        for selection in selected.selections if selected else ():
            total += self._one(selection)
        _require(total)
        return total

    def _one(self, selection: SelectionNode) -> Extent:
        directives = len(selection.directives or ())
        match selection:
            case FieldNode():
                inner = self._extent(selection.selection_set)
                own = Extent(1, inner.depth + 1, int(selection.alias is not None), directives)
            case FragmentSpreadNode():
                inner = self._fragment(selection.name.value)
                own = Extent(1, directives=directives)
            case InlineFragmentNode():
                inner = self._extent(selection.selection_set)
                own = Extent(1, directives=directives)
        return inner + own

    def _fragment(self, name: str) -> Extent:
        if name in self._open:
            raise TooLarge(f"Cannot spread fragment '{name}' within itself.")
        if name not in self._known:
            self._open.add(name)
            fragment = self._fragments.get(name)
            directives = len(fragment.directives or ()) if fragment else 0
            inner = self._extent(fragment.selection_set if fragment else None)
            self._known[name] = inner + Extent(directives=directives)
            self._open.discard(name)
        return self._known[name]


def _require(found: Extent) -> None:
    if found.depth > DEEPEST:
        raise TooLarge(f"The document nests more than {DEEPEST} levels.")
    if found.fields > MOST_FIELDS:
        raise TooLarge(f"The document asks for more than {MOST_FIELDS} fields.")
    if found.aliases > MOST_ALIASES:
        raise TooLarge(f"The document has more than {MOST_ALIASES} aliases.")
    if found.directives > MOST_DIRECTIVES:
        raise TooLarge(f"The document has more than {MOST_DIRECTIVES} directives.")
