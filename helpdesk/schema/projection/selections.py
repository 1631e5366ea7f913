"""A document's selection sets, collected by graphql-core's own functions, with the declarations behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    is_non_null_type,
    visit,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.types.field import StrawberryField

from helpdesk.kit.actor import Permission
from helpdesk.schema.projection import inputs
from helpdesk.schema.projection.declarations import Declaration, declared
from helpdesk.schema.projection.sources import Source

_STRAWBERRY = "strawberry-definition"


@dataclass(frozen=True, slots=True)
class Variables:
    """The variables of one request, as graphql-core coerced them, and the arguments that were made of them."""

    values: VariableValues
    given: Mapping[str, Any]
    cost: int = 0
    arguments: dict[tuple[int, str], tuple[FieldNode, dict[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Selected:
    """One response key of one object type."""

    key: str
    place: str
    definition: GraphQLField
    details: Sequence[FieldDetails]

    @property
    def name(self) -> str:
        """The field's name in the schema."""
        return self.details[0].node.name.value

    @property
    def nodes(self) -> list[FieldNode]:
        """Where the document asks for it."""
        return [detail.node for detail in self.details]

    @property
    def required(self) -> bool:
        """Whether it cannot be null."""
        return is_non_null_type(self.definition.type)

    @property
    def type(self) -> GraphQLOutputType:
        """Its type, without the outer non-null."""
        found = self.definition.type
        return cast("GraphQLOutputType", found.of_type) if isinstance(found, GraphQLNonNull) else found

    @property
    def field(self) -> StrawberryField:
        """Its definition in Python."""
        return cast("StrawberryField", self.definition.extensions[_STRAWBERRY])

    @property
    def declaration(self) -> Declaration | None:
        """Where it comes from; None where a resolver or an attribute answers."""
        return declared(self.field)

    def arguments(self, variables: Variables) -> dict[str, Any]:
        """Its arguments as Python values, by Python names. Raises GraphQLError."""
        field, node = self.field, self.details[0].node
        if not field.arguments:
            return {}
        place = (id(node), self.place)
        known = variables.arguments.get(place)
        if known is None:
            given = get_argument_values(self.definition, node, variables.values)
            found = inputs.arguments(field, given)
            known = variables.arguments[place] = (node, found)  # the node, so that nothing else gets its id
        return dict(known[1])


@dataclass(slots=True)
class Document:
    """What selections are collected from: one operation, with values for what its directives ask.

    `permissions` and what follows from them are part of a plan, so a document is compiled for each set. A plan
    that `keeps` lets the process keep rows that it completed; one that `shares` reads a row once for all who ask
    for it at the same time with the same sight.
    """

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    included: VariableValues
    permissions: frozenset[Permission]
    keeps: bool = False
    shares: bool = False
    _details: dict[str, FragmentDetails] = field(init=False)

    def __post_init__(self) -> None:
        """Wrap the fragments as graphql-core takes them."""
        self._details = {name: FragmentDetails(found) for name, found in self.fragments.items()}

    def sees_all_of(self, source: Source) -> bool:
        """Whether the callers of this plan see every row of a source."""
        return source.open_to is not None and source.open_to in self.permissions

    def root(self, of: GraphQLObjectType) -> list[Selected]:
        """The operation's own fields."""
        found = collect_fields(self.schema, self._details, self.included, of, self.operation)
        return self._selected(of, found.grouped_field_set)

    def below(self, details: Sequence[FieldDetails], of: GraphQLObjectType) -> list[Selected]:
        """The fields that a field asks for when its value is of an object type."""
        found = collect_subfields(
            self.schema, self._details, self.included, self.operation, of, list(details)
        )
        return self._selected(of, found.grouped_field_set)

    def _selected(self, of: GraphQLObjectType, grouped: Mapping[str, list[FieldDetails]]) -> list[Selected]:
        selected = []
        for key, details in grouped.items():
            name = details[0].node.name.value
            definition = self.schema.get_field(of, name)
            if definition is not None:
                selected.append(Selected(key, f"{of.name}.{name}", definition, details))
        return selected


def python_type(of: GraphQLObjectType) -> type:
    """The Strawberry class behind an object type."""
    return cast("type", of.extensions[_STRAWBERRY].origin)


def deciding(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[str, ...]:
    """The variables that say what is skipped or included, in an operation and its document's fragments."""
    found: set[str] = set()
    for part in (operation, *fragments.values()):
        visit(part, _Deciding(found))
    return tuple(sorted(found))


class _Deciding(Visitor):
    def __init__(self, found: set[str]) -> None:
        super().__init__()
        self._found = found

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        for argument in node.arguments or ():
            if isinstance(argument.value, VariableNode):
                self._found.add(argument.value.name.value)
