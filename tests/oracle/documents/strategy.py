"""The strategy: what is asked, by whom, in which language."""

from __future__ import annotations

from functools import cache
from typing import Any

from graphql import FragmentDefinitionNode, GraphQLError, GraphQLSchema, get_operation_ast, parse
from graphql.execution.values import get_variable_values
from hypothesis import assume
from hypothesis import strategies as st

from helpdesk.schema.cost import cost, excess_cost
from helpdesk.schema.limits import MOST_TOKENS, excess
from tests.oracle import reach
from tests.oracle.asking import Asked
from tests.oracle.callers import CALLERS, LANGUAGES
from tests.oracle.documents.aiming import Aim
from tests.oracle.documents.arguments import Arguments, Variables
from tests.oracle.documents.drawing import BYTES, Choices
from tests.oracle.documents.parts import Part, used, written
from tests.oracle.documents.pools import Pools
from tests.oracle.documents.walking import Walk

BUDGETS = (3, 8, 20, 40, 60)
_CALLERS = ("admin", "wang", "lin", "head", *CALLERS)
"""Who sees much asks more often."""


def documents(schema: GraphQLSchema, pools: Pools) -> st.SearchStrategy[Asked]:
    """Valid documents within the product's limits, asked by every caller."""
    return BYTES.map(lambda drawn: _made(schema, pools, drawn))


def _made(schema: GraphQLSchema, pools: Pools, drawn: bytes) -> Asked:
    choices, variables = Choices(drawn), Variables()
    aim = Aim(schema, choices.pick(_types(schema))) if choices.chance(70) else None
    walk = Walk(
        schema,
        choices,
        Arguments(choices, pools, variables),
        choices.pick(BUDGETS[2:] if aim else BUDGETS),
        aim,
    )
    parts = walk.operation()
    text = _document(parts, variables)
    operation = None
    if choices.chance(8):
        text, operation = f"query Another {{ viewer {{ kind }} }} {text}", "Main"
    sent = _sent(variables)
    assume(_within_limits(schema, text, operation, sent))
    caller, language = choices.pick(_CALLERS), choices.pick(LANGUAGES)
    return Asked(text, caller, sent, operation, language, frozenset(walk.places))


def _within_limits(schema: GraphQLSchema, text: str, operation: str | None, sent: dict[str, Any]) -> bool:
    try:
        document = parse(text, max_tokens=MOST_TOKENS)
    except GraphQLError:
        return False
    node = get_operation_ast(document, operation)
    assert node is not None
    values = get_variable_values(schema, node.variable_definitions or (), sent)
    assert not isinstance(values, list), values
    fragments = {
        part.name.value: part for part in document.definitions if isinstance(part, FragmentDefinitionNode)
    }
    return excess(document) is None and excess_cost(cost(schema, node, fragments, values.coerced)) is None


@cache
def _types(schema: GraphQLSchema) -> list[str]:
    return sorted({kind for kind, _ in reach.to_ask_for(schema, schema.query_type)})


def _document(parts: tuple[Part, ...], variables: Variables) -> str:
    declared = ", ".join(f"${name}: {kind}" for name, kind in variables.declared.items())
    fragments = {one.name: one for one in used(parts)}
    return "\n".join([
        f"query Main{f'({declared})' if declared else ''} {{ {written(parts)} }}",
        *(f"fragment {one.name} on {one.condition} {{ {written(one.inner)} }}" for one in fragments.values()),
    ])  # fmt: skip


def _sent(variables: Variables) -> dict[str, Any]:
    return {name: value for name, value in variables.sent.items() if name in variables.declared}
