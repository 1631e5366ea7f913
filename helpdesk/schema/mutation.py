"""The one way of a mutation: claim the key, open the transaction, call one verb, commit, shape the answer.

A mutation is a function `(work, input) -> outcome`; the outcome names the payload's fields and holds ids
only. The payload is read anew under present rights, for a repeated call too.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any, get_type_hints
from uuid import UUID

import stamina
import strawberry

from helpdesk.events import idempotency
from helpdesk.events.work import UnitOfWork, collided
from helpdesk.schema.context import Context, Info
from helpdesk.schema.errors import UserError, expected, user_errors

Outcome = Mapping[str, UUID | str | int | list[UUID] | None]
Verb = Callable[[UnitOfWork, Any], Awaitable[Outcome]]


@strawberry.type(description="What every mutation answers with.")
class Payload:
    """Base of payloads: the ids of what the mutation led to, and what forbade it."""

    outcome: strawberry.Private[Mapping[str, Any]]
    user_errors: list[UserError] = strawberry.field(
        description="What forbade it; empty when it was done. Nothing is stored when there is any."
    )

    def id_of(self, name: str) -> UUID | None:
        """The id that the outcome holds under a name."""
        found = self.outcome.get(name)
        return None if found is None else UUID(str(found))


def change(verb: Verb, *, payload: type[Payload], description: str) -> Any:
    """A mutation field that runs `verb`; its input type is the annotation of the verb's second argument."""
    input_type = get_type_hints(verb)["input"]
    name = verb.__name__

    async def resolve(info: Info, input: Any) -> Any:
        try:
            outcome = await _perform(info.context, name, verb, input)
        except Exception as error:
            failure = expected(error)
            if failure is None:
                raise
            return payload(outcome={}, user_errors=user_errors(failure, info.context.language))
        return payload(outcome=outcome, user_errors=[])

    resolve.__annotations__ = {"info": Info, "input": input_type, "return": payload}
    resolve.__name__ = name
    resolve.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # strawberry reads it
        [
            inspect.Parameter("info", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Info),
            inspect.Parameter("input", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=input_type),
        ],
        return_annotation=payload,
    )
    return strawberry.mutation(resolver=resolve, description=description)


async def _perform(context: Context, name: str, verb: Verb, given: Any) -> Outcome:
    async for attempt in stamina.retry_context(on=collided, attempts=5, wait_initial=0.02, wait_max=0.5):
        with attempt:
            return await _once(context, name, verb, given)
    raise AssertionError("stamina returns or raises")


async def _once(context: Context, name: str, verb: Verb, given: Any) -> Outcome:
    key = getattr(given, "idempotency_key", None)
    async with context.services.transactor.begin(context.actor) as work:
        if key is None:
            return await verb(work, given)
        earlier = await idempotency.claim(work, name, key, _digest(given))
        if earlier is not None:
            return earlier
        outcome = await verb(work, given)
        await idempotency.settle(work, name, key, dict(outcome))
        return outcome


def _digest(given: Any) -> str:
    return idempotency.digest(
        {field: value for field, value in asdict(given).items() if field != "idempotency_key"}
    )
