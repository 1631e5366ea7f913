"""Running documents: parsed, validated and planned once, then read by their plans."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
import strawberry
import structlog
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)
from graphql.execution.values import VariableValues, get_variable_values

from helpdesk.kit import metrics, tracing
from helpdesk.kit.bounded import Bounded
from helpdesk.kit.errors import Language
from helpdesk.schema.context import Context
from helpdesk.schema.cost import cost, excess_cost
from helpdesk.schema.errors import shown
from helpdesk.schema.limits import MOST_CHARACTERS, MOST_TOKENS, MOST_VALUES, excess, has_too_many_values
from helpdesk.schema.projection.plans import Answer, MutationPlan, QueryPlan, SubscriptionPlan
from helpdesk.schema.projection.selections import Document, Variables, deciding

MOST_ERRORS = 5
MOST_PLACES = 5
"""Locations of one error."""
LONGEST_MESSAGE = 500
"""Characters of an error's message, which may repeat what was sent."""
HEAVIEST = 1_000_000
"""Characters of the documents that are kept, whose trees take a hundred times as much, and of those with plans."""
VARIABLES_KEPT = 5_000
VARIABLES_WORTH_KEEPING = 2_000
"""Bytes of a query's variables above which they are read anew each time."""
_SUGGESTION = re.compile(r" Did you mean .*", re.DOTALL)
_PLANS = {
    OperationType.QUERY: QueryPlan,
    OperationType.MUTATION: MutationPlan,
    OperationType.SUBSCRIPTION: SubscriptionPlan,
}
Plan = QueryPlan | MutationPlan | SubscriptionPlan


class RequestRefused(Exception):
    """The document cannot be run: it does not parse, is not valid, or names no operation."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks to run."""

    query: str
    variables: Mapping[str, Any] | None
    operation_name: str | None


@dataclass(slots=True)
class Parsed:
    """A valid document: its fragments, and its operations as they are asked for. Keys hold this one text."""

    text: str
    document: DocumentNode
    fragments: Mapping[str, FragmentDefinitionNode]
    operations: dict[str | None, Operation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a document, and the variables that decide what is included."""

    parsed: Parsed
    node: OperationDefinitionNode
    deciding: tuple[str, ...]

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.node.operation


class Engine:
    """Runs documents against one schema; keeps those that it parsed and the plans that it made, bounded."""

    def __init__(self, schema: strawberry.Schema, *, introspection: bool, keep: int = 500) -> None:
        self.schema = schema._schema  # noqa: SLF001 - strawberry gives no other way to graphql-core's
        self._suggests = introspection
        self._rules = (
            specified_rules if introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
        )
        self.documents: Bounded[Parsed] = Bounded(keep, heaviest=HEAVIEST)
        self.plans: Bounded[Plan] = Bounded(keep, heaviest=HEAVIEST)
        self.variables: Bounded[Variables] = Bounded(VARIABLES_KEPT)

    def operation(self, request: Request) -> Operation:
        """The operation that would run. Raises RequestRefused."""
        try:
            return self._operation(request)
        except RequestRefused:
            metrics.OPERATIONS.labels("unknown", "refused").observe(0)
            raise

    def _operation(self, request: Request) -> Operation:
        parsed = self._parsed(request.query)
        found = parsed.operations.get(request.operation_name)
        if found is None:
            node = get_operation_ast(parsed.document, request.operation_name)
            if node is None:
                wanted = request.operation_name
                message = f"There is no operation {wanted!r}." if wanted else "Name one of the operations."
                raise RequestRefused([GraphQLError(message)])
            found = Operation(parsed, node, deciding(node, parsed.fragments))
            parsed.operations[request.operation_name] = found
        return found

    async def answer(self, request: Request, context: Context) -> dict[str, Any]:
        """Run a query or mutation; the response's body. Raises RequestRefused."""
        kind = self.operation(request).kind
        with _telling(kind, context), metrics.operation(kind.value) as outcome:
            plan = self._plan(request, context)
            if isinstance(plan, list):
                outcome.name = "refused"
                return {"errors": self.told(plan, context.language, context.request_id)}
            body = self.body(await cast("QueryPlan | MutationPlan", plan).answer(context), context)
            if "errors" in body:
                outcome.name = _outcome(body["errors"])
            return body

    async def follow(self, request: Request, context: Context) -> AsyncGenerator[dict[str, Any], None]:
        """Run a subscription; a body for each event. Raises RequestRefused before the first."""
        if self.operation(request).kind is not OperationType.SUBSCRIPTION:
            yield await self.answer(request, context)
            return
        plan = self._plan(request, context)
        if isinstance(plan, list):
            yield {"errors": self.told(plan, context.language, context.request_id)}
            return
        async with aclosing(cast("SubscriptionPlan", plan).follow(context)) as answers:
            async for answer in answers:
                yield self.body(answer, context)

    def body(self, answer: Answer, context: Context) -> dict[str, Any]:
        """An answer as JSON, its errors translated and masked."""
        data, errors = answer
        if not errors:
            return {"data": data}
        return {"errors": self.told(errors, context.language, context.request_id), "data": data}

    def told(
        self, errors: Sequence[GraphQLError], language: Language, request_id: str
    ) -> list[dict[str, Any]]:
        """Errors as they are sent: the first few, at a bounded length."""
        found = [shown(error, language, request_id) for error in errors[:MOST_ERRORS]]
        for error in found:
            if not self._suggests:  # most were not made; that a field wants a selection always comes with one
                error["message"] = _SUGGESTION.sub("", error["message"])
            if len(error["message"]) > LONGEST_MESSAGE:
                error["message"] = f"{error['message'][:LONGEST_MESSAGE]}…"
            if "locations" in error:
                error["locations"] = error["locations"][:MOST_PLACES]
        return found

    def _plan(self, request: Request, context: Context) -> Plan | list[GraphQLError]:
        """The plan of a request, whose variables the context then holds; errors where they do not fit."""
        operation = self.operation(request)
        variables = self._variables(operation, request)
        if isinstance(variables, list):
            return variables
        context.variables, values = variables, variables.values
        included = tuple(values.coerced.get(name) for name in operation.deciding)
        text = operation.parsed.text
        key = (text, request.operation_name, included, context.actor.permissions, context.language)
        found = self.plans.get(key)
        if found is not None:
            return found
        return self.plans.put(key, self._made(operation, values, context), len(text))

    def _variables(self, operation: Operation, request: Request) -> Variables | list[GraphQLError]:
        """The variables as graphql-core coerces them; those of a query are often asked again."""
        given = request.variables or {}
        written = b"" if operation.kind is OperationType.MUTATION else _written(given)
        key = (operation.parsed.text, request.operation_name, written)
        found = self.variables.get(key) if written else None
        if found is not None:
            return found
        if has_too_many_values(given):
            return [GraphQLError(f"The variables hold more than {MOST_VALUES} values.")]
        values = get_variable_values(
            self.schema, operation.node.variable_definitions or (), dict(given),
            max_errors=MOST_ERRORS, hide_suggestions=not self._suggests,
        )  # fmt: skip
        if isinstance(values, list):
            return values
        price = cost(self.schema, operation.node, operation.parsed.fragments, values.coerced)
        too_costly = excess_cost(price)
        if too_costly is not None:
            return [too_costly]
        variables = Variables(values, given, price)
        return (
            self.variables.put(key, variables) if 0 < len(written) <= VARIABLES_WORTH_KEEPING else variables
        )

    def _made(self, operation: Operation, values: VariableValues, context: Context) -> Plan:
        decided = VariableValues(
            {name: values.sources[name] for name in operation.deciding if name in values.sources},
            {name: values.coerced[name] for name in operation.deciding if name in values.coerced},
        )
        document = Document(
            self.schema, operation.node, operation.parsed.fragments, decided, context.actor.permissions,
            keeps=operation.kind is OperationType.QUERY,
            shares=operation.kind is OperationType.SUBSCRIPTION,
        )  # fmt: skip
        root = cast("GraphQLObjectType", self.schema.get_root_type(operation.kind))
        return cast("Plan", _PLANS[operation.kind](document, root))

    def _parsed(self, query: str) -> Parsed:
        found = self.documents.get(query)
        if found is not None:
            return found
        document = self._valid(query)
        fragments = {
            part.name.value: part for part in document.definitions if isinstance(part, FragmentDefinitionNode)
        }
        return self.documents.put(query, Parsed(query, document, fragments), len(query))

    def _valid(self, query: str) -> DocumentNode:
        if len(query) > MOST_CHARACTERS:
            raise RequestRefused([GraphQLError(f"The document has more than {MOST_CHARACTERS} characters.")])
        try:
            document = parse(query, max_tokens=MOST_TOKENS)
            too_large = excess(document)
        except GraphQLError as error:
            raise RequestRefused([error]) from None
        except RecursionError:
            raise RequestRefused([GraphQLError("The document is nested too deeply.")]) from None
        if too_large is not None:
            raise RequestRefused([too_large])
        errors = validate(
            self.schema, document, self._rules, max_errors=MOST_ERRORS, hide_suggestions=not self._suggests
        )
        if errors:
            raise RequestRefused(errors)
        return document


@contextmanager
def _telling(kind: OperationType, context: Context) -> Iterator[None]:
    """What is logged names who asked, and a span is under the caller's own."""
    ids = {"request_id": context.request_id, "actor": context.actor.key}
    with (
        structlog.contextvars.bound_contextvars(**ids),
        tracing.span(kind.value, parent=context.traceparent, **{"helpdesk.request_id": context.request_id}),
    ):
        yield


def _outcome(errors: Sequence[Mapping[str, Any]]) -> str:
    """Whether a fault of ours is among the errors, or only what callers cause."""
    return "failed" if any(error["extensions"]["code"] == "INTERNAL" for error in errors) else "errors"


def _written(given: Mapping[str, Any]) -> bytes:
    """Variables as a key; empty for what JSON cannot write."""
    try:
        return orjson.dumps(given)
    except TypeError:
        return b""
