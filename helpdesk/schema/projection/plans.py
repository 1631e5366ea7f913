"""Plans of operations: made once, read as often as asked, anew when what a process keeps has moved on."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, cast

from graphql import GraphQLError, GraphQLObjectType

from helpdesk.kit.errors import Busy
from helpdesk.schema.context import Context
from helpdesk.schema.projection.access import ObjectAccess
from helpdesk.schema.projection.batches import Resolved, caller
from helpdesk.schema.projection.completion import completion
from helpdesk.schema.projection.faults import Fault, Faulty
from helpdesk.schema.projection.objects import ObjectPlan, TypePlan
from helpdesk.schema.projection.reading import Moved, Run
from helpdesk.schema.projection.selections import Document, Selected

MOST_TRIES = 10
Answer = tuple[dict[str, Any] | None, list[GraphQLError]]


async def reading(context: Context, read: Callable[[Run], Awaitable[Any]]) -> Any:
    """What `read` finds under rights and reference rows that hold in the very snapshots that it read."""
    for _ in range(MOST_TRIES):
        reader = context.connections.reader()
        run = Run(context, context.connections, reader)
        try:
            found = await read(run)
            if not run.verified:
                await run.verify()
        except Moved:
            pass
        else:
            return found
        finally:
            await reader.release()
        await context.renew()
    raise Busy


class QueryPlan:
    """A query: all its root fields in one reading."""

    def __init__(self, document: Document, of: GraphQLObjectType) -> None:
        self._plan = ObjectPlan(document, document.root(of), ObjectAccess(), of.name)

    async def answer(self, context: Context) -> Answer:
        """The data, null where a fault reached it, and what went wrong."""

        async def read(run: Run) -> Any:
            return (await self._plan.shape(run, [None]))[0]

        return told(await reading(context, read))


class _RootField:
    """A root field that acts, or that is followed: asked once, then read as often as need be."""

    def __init__(self, document: Document, selected: Selected) -> None:
        self.selected = selected
        self._completion = completion(
            selected.type, selected, lambda of, details: TypePlan(document, of, details)
        )
        self._resolved = Resolved(selected, self._completion)

    async def act(self, context: Context) -> Any:
        """What the resolver says, completed under the rights that hold after it."""
        value = await self._resolved.answer(context, None)
        return await self.complete(context, value)

    def follow(self, context: Context) -> Any:
        """The resolver's stream of values."""
        return caller(self.selected)(None, context)

    async def complete(self, context: Context, value: Any) -> Any:
        """One value, completed."""

        async def read(run: Run) -> Any:
            return (await self._resolved.complete(run, [value]))[0]

        return await reading(context, read)


class MutationPlan:
    """A mutation: its root fields one after the other, each read after its change."""

    def __init__(self, document: Document, of: GraphQLObjectType) -> None:
        self._of = of
        self._fields = [
            selected if selected.name == "__typename" else _RootField(document, selected)
            for selected in document.root(of)
        ]

    async def answer(self, context: Context) -> Answer:
        """The data and what went wrong."""
        data: dict[str, Any] = {}
        faults: list[Fault] = []
        for field in self._fields:
            if isinstance(field, Selected):
                data[field.key] = self._of.name
                continue
            selected = field.selected
            value = await field.act(context)
            if type(value) is Faulty:
                faults += [fault.under(selected.key) for fault in value.faults]
                if value.value is None and selected.required:
                    return told(Faulty(None, faults))
                value = value.value
            data[selected.key] = value
        return told(Faulty(data, faults) if faults else data)


class SubscriptionPlan:
    """A subscription: its one root field, a reading for each of its values."""

    def __init__(self, document: Document, of: GraphQLObjectType) -> None:
        self._field = _RootField(document, document.root(of)[0])

    async def follow(self, context: Context) -> AsyncGenerator[Answer, None]:
        """An answer for each value, as it comes."""
        key = self._field.selected.key
        async for value in self._field.follow(context):
            completed = await self._field.complete(context, value)
            if type(completed) is Faulty:
                faults = [fault.under(key) for fault in completed.faults]
                whole = None if completed.value is None else {key: completed.value}
                yield told(Faulty(whole, faults))
            else:
                yield {key: completed}, []


def told(made: Any) -> Answer:
    """An operation's object as data and errors."""
    if type(made) is Faulty:
        return made.value, [fault.told() for fault in made.faults]
    return cast("dict[str, Any]", made), []
