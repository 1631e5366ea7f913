"""Running documents: parsed and validated once, then executed by graphql-core."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_operation_ast,
    parse,
    specified_rules,
    subscribe,
    validate,
)

from helpdesk.kit.errors import Language
from helpdesk.schema.context import Context
from helpdesk.schema.errors import shown
from helpdesk.schema.limits import MOST_TOKENS, excess

MOST_ERRORS = 5
_SUGGESTION = re.compile(r" Did you mean .*", re.DOTALL)


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


class Engine:
    """Runs documents against one schema; keeps the parsed ones, bounded."""

    def __init__(self, schema: GraphQLSchema, *, introspection: bool, keep: int = 500) -> None:
        self.schema = schema
        self._keep = keep
        self._suggestions = introspection
        self._rules = (
            specified_rules if introspection else (*specified_rules, NoSchemaIntrospectionCustomRule)
        )
        self._documents: OrderedDict[str, DocumentNode] = OrderedDict()

    def operation(self, request: Request) -> OperationDefinitionNode:
        """The operation that would run. Raises RequestRefused."""
        document = self._document(request.query)
        found = get_operation_ast(document, request.operation_name)
        if found is None:
            wanted = request.operation_name
            message = f"There is no operation {wanted!r}." if wanted else "Name one of the operations."
            raise RequestRefused([GraphQLError(message)])
        return found

    async def answer(self, request: Request, context: Context) -> dict[str, Any]:
        """Run a query or mutation; the response's body. Raises RequestRefused."""
        self.operation(request)
        result = execute(
            self.schema, self._document(request.query), context_value=context,
            variable_values=dict(request.variables or {}), operation_name=request.operation_name,
        )  # fmt: skip
        if not isinstance(result, ExecutionResult):
            result = await result
        return self.body(result, context)

    async def follow(self, request: Request, context: Context) -> AsyncGenerator[dict[str, Any], None]:
        """Run a subscription; a body for each event. Raises RequestRefused before the first."""
        if self.operation(request).operation is not OperationType.SUBSCRIPTION:
            yield await self.answer(request, context)
            return
        source = subscribe(
            self.schema, self._document(request.query), context_value=context,
            variable_values=dict(request.variables or {}), operation_name=request.operation_name,
        )  # fmt: skip
        if not isinstance(source, ExecutionResult | AsyncIterator):
            source = await source
        if isinstance(source, ExecutionResult):
            yield self.body(source, context)
            return
        async for result in source:
            yield self.body(result, context)

    def body(self, result: ExecutionResult, context: Context) -> dict[str, Any]:
        """A result as JSON, its errors translated and masked."""
        body: dict[str, Any] = {}
        if result.errors:
            body["errors"] = self.told(result.errors, context.language, context.request_id)
        if result.data is not None or not result.errors or any(error.path for error in result.errors):
            body["data"] = result.data
        return body

    def told(
        self, errors: Sequence[GraphQLError], language: Language, request_id: str
    ) -> list[dict[str, Any]]:
        """Errors as they are sent; names of the schema are suggested only where it may be asked for."""
        found = [shown(error, language, request_id) for error in errors[:MOST_ERRORS]]
        if not self._suggestions:
            for error in found:
                error["message"] = _SUGGESTION.sub("", error["message"])
        return found

    def _document(self, query: str) -> DocumentNode:
        found = self._documents.get(query)
        if found is not None:
            self._documents.move_to_end(query)
            return found
        try:
            found = parse(query, max_tokens=MOST_TOKENS)
        except GraphQLError as error:
            raise RequestRefused([error]) from None
        except RecursionError:
            raise RequestRefused([GraphQLError("The document is nested too deeply.")]) from None
        too_large = excess(found)
        if too_large is not None:
            raise RequestRefused([too_large])
        errors = validate(self.schema, found, self._rules, max_errors=MOST_ERRORS)
        if errors:
            raise RequestRefused(errors)
        self._documents[query] = found
        if len(self._documents) > self._keep:
            self._documents.popitem(last=False)
        return found
