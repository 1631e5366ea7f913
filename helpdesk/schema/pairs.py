"""How many pairs of fields validation compares: those that answer under the same key must agree, each with each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
)


@dataclass(slots=True)
class Beside:
    """What stands beside each other: fields by their response key, and the names of fragments."""

    fields: dict[str, list[FieldNode]] = field(default_factory=dict)
    fragments: set[str] = field(default_factory=set)


def pairs(
    selected: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], *, at_most: int
) -> int:
    """The pairs of fields and of fragments that stand beside each other; counting ends above `at_most`.

    Types are not looked at. Fragments must not spread themselves; one that does not exist counts as empty.
    """
    count, waiting = 0, [[selected]]
    while waiting and count <= at_most:
        found = beside(waiting.pop(), fragments)
        count += _pairs(len(found.fragments)) + sum(_pairs(len(same)) for same in found.fields.values())
        for same in found.fields.values():
            inner = [one.selection_set for one in same if one.selection_set]
            if inner:
                waiting.append(inner)
    return count


def beside(merged: Iterable[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]) -> Beside:
    """What selection sets that are merged ask for at their first level, through their fragments."""
    found = Beside()
    waiting = list(merged)
    while waiting:
        for selection in waiting.pop().selections:
            match selection:
                case FieldNode():
                    found.fields.setdefault((selection.alias or selection.name).value, []).append(selection)
                case InlineFragmentNode():
                    waiting.append(selection.selection_set)
                case FragmentSpreadNode():
                    name = selection.name.value
                    if name in fragments and name not in found.fragments:
                        waiting.append(fragments[name].selection_set)
                    found.fragments.add(name)
    return found


def _pairs(count: int) -> int:
    return count * (count - 1) // 2
