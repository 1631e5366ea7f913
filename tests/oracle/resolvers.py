"""The oracle: graphql-core executes, and one generic resolver says what each field of each object is.

Of the product it takes what says what is right (the schema, the declarations, the scopes, the resolvers of root
fields) and nothing of what makes it fast: no plan, no generated code, no batch, nothing kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from inspect import isawaitable
from typing import Any, cast

import orjson
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    execute,
    located_error,
    parse,
)

from helpdesk.accounts import identity, tokens
from helpdesk.configuration.kinds import Snapshot
from helpdesk.schema.build import build, core
from helpdesk.schema.callers import signing_of
from helpdesk.schema.context import Context, Services, language_of
from helpdesk.schema.errors import shown
from helpdesk.schema.projection.declarations import declared
from tests.books import Books
from tests.oracle.asking import Answer, Asked, Fault, House, fault
from tests.oracle.callers import bearer
from tests.oracle.comparing import Expected, Oracle
from tests.oracle.interpreting import Reading, type_name
from tests.oracle.rows import Database, Record

Info = GraphQLResolveInfo["Naive"]
STRAWBERRY = "strawberry-definition"


@dataclass(slots=True)
class Naive(Context):
    """A request's context whose rights and configuration are read when they are asked for."""

    database: Database = field(kw_only=True)
    possible: set[Fault] = field(default_factory=set)
    begun: list[asyncio.Task[Any]] = field(default_factory=list)

    async def configuration(self, version: int | None = None) -> Snapshot:
        """A version of the configuration."""
        wanted = self.database.version() if version is None else version
        async with self.read() as connection:
            return await self.services.configurations.get(connection, wanted)


@contextmanager
def oracle(house: House) -> Iterator[Oracle]:
    """Answers by execution field by field on the house's own database."""
    runtime, schema, database = house.runtime, naive_schema(), Database(house.made.url)
    nothing_kept = cast("Any", None)
    services = Services(
        runtime.settings, runtime.transactor, runtime.configurations, runtime.hub, nothing_kept,
        platform=Books(),
    )  # fmt: skip
    signing = signing_of(runtime.settings)

    async def answer(asked: Asked) -> Expected:
        claims = tokens.verify(signing, bearer(asked.caller))
        async with runtime.transactor.read() as connection:
            actor = await identity.resolve(connection, claims)
        context = Naive(services, actor, claims, language_of(asked.language), nothing_kept, database=database)
        result = execute(
            schema, parse(asked.query), context_value=context, variable_values=dict(asked.variables),
            operation_name=asked.operation,
        )  # fmt: skip
        if not isinstance(result, ExecutionResult):
            result = await result
        await asyncio.gather(*context.begun, return_exceptions=True)
        data: Any = orjson.loads(orjson.dumps(result.data))
        told = frozenset(map(_fault, result.errors or ()))
        return Expected(Answer(data, told), frozenset(context.possible))

    try:
        yield lambda asked: house.runner.run(answer(asked))
    finally:
        database.close()


def naive_schema() -> GraphQLSchema:
    """The product's schema, made anew, with nothing of it answering but the generic resolver."""
    schema = core(build.__wrapped__())
    for kind in schema.type_map.values():
        if kind.name.startswith("__"):
            continue
        if isinstance(kind, GraphQLObjectType):
            kind.is_type_of = None
            for found in kind.fields.values():
                found.resolve = _resolver(found)
        elif isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = _name
    of_types = cast("GraphQLObjectType", schema.type_map["__Type"])  # shared by all schemas of a process
    of_types.fields["isOneOf"].resolve = _is_one_of
    return schema


def _is_one_of(kind: Any, _info: Any) -> bool | None:
    """By the specification (4.2.2): of input objects, and null of everything else."""
    return bool(kind.is_one_of or _strawberrys(kind)) if isinstance(kind, GraphQLInputObjectType) else None


def _strawberrys(kind: GraphQLInputObjectType) -> bool:
    return bool(getattr(kind.extensions.get(STRAWBERRY), "is_one_of", False))


def _resolver(found: GraphQLField) -> Any:
    """The generic resolver of a field."""
    strawberrys, declaration = found.resolve, declared(found.extensions[STRAWBERRY])
    assert strawberrys is not None

    def resolve(parent: Any, info: Info, **given: Any) -> Any:
        reading = Reading(info.context, info.context.database)
        try:
            if declaration is not None:
                value = reading.value(declaration, parent, given)
                return _telling(value, info) if isawaitable(value) else value
            value = strawberrys(parent, info, **given)
            return _telling(reading.answered(value), info) if isawaitable(value) else reading.answer(value)
        except Exception as error:
            _possible(error, info)
            raise

    return resolve


def _telling(value: Any, info: Info) -> Awaitable[Any]:
    """Go on to the end, also where graphql-core waits no longer because another field failed."""

    async def tell() -> Any:
        try:
            return await value
        except Exception as error:
            _possible(error, info)
            raise

    begun = asyncio.ensure_future(tell())
    info.context.begun.append(begun)
    return asyncio.shield(begun)


def _possible(error: Exception, info: Info) -> None:
    """Take down that a field fails, whichever failure of several graphql-core then tells."""
    info.context.possible.add(_fault(located_error(error, info.field_nodes, info.path.as_list())))


def _name(value: Any, *_: object) -> str:
    return value.type_name if isinstance(value, Record) else type_name(type(value))


def _fault(error: GraphQLError) -> Fault:
    return fault(shown(error, language_of("en"), ""))
