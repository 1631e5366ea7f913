"""The one way of a mutation: claim the key, open the transaction, call one verb, commit, shape the answer.

A mutation is a function `(work, input) -> outcome`; the outcome names the payload's fields and holds ids
only. The payload is read anew under present rights, for a repeated call too.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, get_type_hints
from uuid import UUID

import strawberry
import structlog
from pydantic import SecretStr

from helpdesk.accounts.errors import Unauthenticated
from helpdesk.events import performing
from helpdesk.events.idempotency import Key
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import metrics, tracing
from helpdesk.kit.errors import Busy, HelpdeskError, Several
from helpdesk.schema.context import Context, Info
from helpdesk.schema.errors import UserError, expected, user_errors
from helpdesk.schema.projection.requests import ByKey
from helpdesk.schema.projection.sources import Source

Outcome = Mapping[str, UUID | str | int | list[UUID] | SecretStr | None]
"""A secret among it is shown by the payload of the call that made it, and never again."""
Verb = Callable[..., Awaitable[Outcome]]
Prepare = Callable[[Context, Any], Awaitable[object]]
WhenRefused = Callable[[Context, HelpdeskError | Several], Awaitable[HelpdeskError | Several]]
MOST_TRIES = 10
_log = structlog.get_logger(__name__)


@strawberry.type(description="What every mutation answers with.")
class Payload:
    """Base of payloads: the ids of what the mutation led to, and what forbade it."""

    outcome: strawberry.Private[Mapping[str, Any]]
    user_errors: list[UserError] = strawberry.field(
        description="What forbade it; empty when it was done. Nothing is stored when there is any."
    )

    def row(self, source: Source, name: str) -> ByKey:
        """The row whose id the outcome holds under a name, as it is after the change; for the plan to read."""
        return ByKey(source, self.id_of(name))

    def id_of(self, name: str) -> UUID | None:
        """The id that the outcome holds under a name."""
        found = self.outcome.get(name)
        return None if found is None else UUID(str(found))


def change(
    verb: Verb,
    *,
    payload: type[Payload],
    description: str,
    prepare: Prepare | None = None,
    when_refused: WhenRefused | None = None,
    folded: bool = False,
) -> Any:
    """A mutation field that runs `verb`; its input type is the annotation of the verb's second argument.

    `prepare` asks other systems beforehand, while no transaction is open; it may refuse. What it answers with, if
    anything, is the verb's third argument. `when_refused` is told what forbade it, once nothing of it is left, and
    says what the caller is answered. A `folded` verb asks
    by `work.exchange` before it uses the session: its key is claimed in that same round trip.
    """
    given_as = strawberry.argument(description="What is to be done.")
    input_type: Any = Annotated[get_type_hints(verb)["input"], given_as]
    name = verb.__name__

    async def resolve(info: Info, input: Any) -> Any:
        try:
            asked = None
            if prepare is not None:
                await info.context.confirm()
                asked = await prepare(info.context, input)
            given = verb if asked is None else partial(_with, verb, asked)
            with tracing.span(name):
                outcome = await _perform(info.context, name, given, input, folded=folded)
        except Unauthenticated:
            raise  # who is nobody any more is told so as at the door
        except Exception as error:
            failure = await _answered(info.context, error, when_refused)
            if failure is None:
                metrics.MUTATIONS.labels(name, "failed").inc()
                raise
            refused = user_errors(failure, info.context.language)
            metrics.MUTATIONS.labels(name, "refused").inc()
            _log.info("mutation.refused", mutation=name, codes=[error.code.value for error in refused])
            return payload(outcome={}, user_errors=refused)
        metrics.MUTATIONS.labels(name, "done").inc()
        _log.info("mutation.done", mutation=name, **_named(outcome))
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


async def _answered(
    context: Context, error: Exception, when_refused: WhenRefused | None
) -> HelpdeskError | Several | None:
    """The expected failure that the caller is answered; None for a bug."""
    failure = expected(error)
    if failure is None or when_refused is None:
        return failure
    try:
        return await when_refused(context, failure)
    except Exception as further:
        if (failure := expected(further)) is None:
            raise
        return failure


async def _with(verb: Verb, asked: object, work: UnitOfWork, input: Any) -> Outcome:
    return await verb(work, input, asked)


async def _perform(context: Context, name: str, verb: Verb, given: Any, *, folded: bool) -> Outcome:
    stated = getattr(given, "idempotency_key", None)
    key = Key.of(name, stated, replace(given, idempotency_key=None)) if stated is not None else None
    for _ in range(MOST_TRIES):
        try:
            return await performing.perform(
                context.services.transactor,
                context.actor,
                lambda work: verb(work, given),
                key=key,
                generation=context.generation,
                folded=folded,
            )
        except performing.ReferencesMoved:
            await context.renew()
    raise Busy


def _named(outcome: Outcome) -> dict[str, str]:
    """The ids of what a mutation led to, for the log."""
    return {name: str(value) for name, value in outcome.items() if isinstance(value, UUID)}
