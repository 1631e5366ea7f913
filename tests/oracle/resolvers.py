"""The stand-in for the oracle: graphql-core with the hand-written resolvers, called without the endpoint."""

from __future__ import annotations

from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, execute, parse, validate

from helpdesk.schema.build import build, core
from helpdesk.schema.callers import Callers
from helpdesk.schema.context import Services, language_of
from helpdesk.schema.errors import shown
from tests.oracle.asking import Answer, Asked, House, fault
from tests.oracle.callers import bearer
from tests.oracle.comparing import Expected, Oracle


def oracle(house: House) -> Oracle:
    """Answers by execution field by field on the house's own database."""
    runtime = house.runtime
    services = Services(runtime.settings, runtime.transactor, runtime.configurations, runtime.hub, None)
    callers, schema = Callers(services), core(build())

    async def answer(asked: Asked) -> Answer:
        document = parse(asked.query)
        invalid = validate(schema, document)
        if invalid:
            return Answer(None, frozenset(map(_fault, invalid)))
        claims = callers.verify(f"Bearer {bearer(asked.caller)}")
        context = await callers.context(claims, accept_language=asked.language)
        result = execute(
            schema, document, context_value=context, variable_values=dict(asked.variables),
            operation_name=asked.operation,
        )  # fmt: skip
        if not isinstance(result, ExecutionResult):
            result = await result
        data: Any = orjson.loads(orjson.dumps(result.data, default=str))
        return Answer(data, frozenset(map(_fault, result.errors or ())))

    return lambda asked: Expected(house.runner.run(answer(asked)))


def _fault(error: GraphQLError) -> tuple[tuple[str | int, ...], str]:
    return fault(shown(error, language_of("en"), ""))
