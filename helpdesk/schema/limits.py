"""How large a document may be: judged before it is validated, each fragment once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
)

MOST_TOKENS = 2_000
DEEPEST = 20
MOST_FIELDS = 2_000
MOST_REPEATS = 100


@dataclass(frozen=True, slots=True)
class Extent:
    """How many fields a selection asks for with its fragments written out, how deep they nest, and how often
    one of them stands beside itself, which validation compares pair by pair."""

    fields: int = 0
    depth: int = 0
    repeats: int = 0


def excess(document: DocumentNode) -> GraphQLError | None:
    """What makes a document too large to be run; None for most."""
    fragments = {
        part.name.value: part for part in document.definitions if isinstance(part, FragmentDefinitionNode)
    }
    known: dict[str, Extent] = {}
    for part in document.definitions:
        if isinstance(part, OperationDefinitionNode | FragmentDefinitionNode):
            found = _extent(part.selection_set, fragments, known)
            if found.depth > DEEPEST:
                return GraphQLError(f"The document nests more than {DEEPEST} levels.")
            if found.repeats > MOST_REPEATS:
                return GraphQLError(f"The document asks for one field more than {MOST_REPEATS} times.")
            if found.fields > MOST_FIELDS:
                return GraphQLError(f"The document asks for more than {MOST_FIELDS} fields.")
    return None


def _extent(
    selected: SelectionSetNode | None,
    fragments: Mapping[str, FragmentDefinitionNode],
    known: dict[str, Extent],
) -> Extent:
    fields = depth = repeats = 0
    names: Counter[str] = Counter()
    for selection in selected.selections if selected else ():
        own = 0
        if isinstance(selection, FieldNode):
            own = 1
            names[(selection.alias or selection.name).value] += 1
        if isinstance(selection, FragmentSpreadNode):
            inner = _fragment(selection.name.value, fragments, known)
        else:
            inner = _extent(selection.selection_set, fragments, known)  # type: ignore[attr-defined]  # spreads went before
        fields += own + inner.fields
        depth = max(depth, own + inner.depth)
        repeats = max(repeats, inner.repeats)
    return Extent(fields, depth, max(repeats, *names.values(), 0))


def _fragment(name: str, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, Extent]) -> Extent:
    if name not in known:
        known[name] = Extent()  # a fragment inside itself or unknown counts nothing; validation refuses it
        if name in fragments:
            known[name] = _extent(fragments[name].selection_set, fragments, known)
    return known[name]
