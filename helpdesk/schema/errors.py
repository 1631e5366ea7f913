"""Failures as callers see them: user errors in payloads, masked faults elsewhere. The one place for both."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import psycopg
import strawberry
import structlog
from graphql import GraphQLError
from psycopg import errors as pg
from psycopg_pool import PoolTimeout as NoConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from helpdesk.accounts import errors as accounts
from helpdesk.attachments import errors as attachments
from helpdesk.calendars import errors as calendars
from helpdesk.calls import errors as calls
from helpdesk.catalog import errors as catalog
from helpdesk.configuration import kinds, versions
from helpdesk.customers import errors as customers
from helpdesk.events import cursors, idempotency
from helpdesk.events.work import COLLISIONS
from helpdesk.kit import ids, paging
from helpdesk.kit.errors import Busy, Conflict, HelpdeskError, InvalidValue, Language, Several, Unavailable
from helpdesk.notify import errors as notify
from helpdesk.packs import errors as packs
from helpdesk.platform import errors as platform
from helpdesk.privacy import errors as privacy
from helpdesk.procedures import errors as procedures
from helpdesk.procedures.acts import errors as acts
from helpdesk.procedures.changes import errors as changes
from helpdesk.procedures.deletions import errors as deletions
from helpdesk.procedures.rules import errors as rules
from helpdesk.procedures.rules import verification_errors as verification
from helpdesk.routing import errors as routing
from helpdesk.tickets import errors as tickets

DEFINED_IN = (
    accounts, acts, attachments, calendars, calls, catalog, changes, kinds, versions, customers, cursors, deletions,
    idempotency, ids, notify,
    packs, paging, platform, privacy, procedures, routing, rules, tickets, verification,
)  # fmt: skip
"""Modules whose codes the enum lists; loading them registers their classes."""

_log = structlog.get_logger(__name__)


class Overloaded(Unavailable):
    """The service has no room or its database is away for a moment."""

    code = "UNAVAILABLE"
    en = "The helpdesk is not available for a moment. Try again."
    zh = "服务暂时不可用，请稍后重试。"


class TimedOut(Unavailable):
    """Reading took longer than the helpdesk lets it; asked for less, it may succeed."""

    code = "QUERY_TIMED_OUT"
    en = "Reading took too long and was stopped. Ask for less, or try again."
    zh = "查询超时已被终止，请缩小范围或稍后重试。"


class ScopeChanged(Conflict):
    """What the follower may see changed; what was read before must be read anew."""

    code = "SCOPE_CHANGED"
    en = "What you may see has changed. Read the list again and follow from its cursor."
    zh = "您的可见范围已变更，请重新读取列表并从新的游标继续。"


class FellBehind(Conflict):
    """The follower read too slowly, and what it lacks is kept no longer: follow from the last cursor."""

    code = "FELL_BEHIND"
    en = "You read too slowly to be kept in step. Follow again from the last cursor that you received."
    zh = "读取过慢，已停止推送。请从最后收到的游标继续。"


def _describe(code: str) -> str:
    found = HelpdeskError.classes[code]
    text = (found.__doc__ or "").strip().split("\n")[0]
    return f"{text} The same call may succeed later." if found.retryable else text


if TYPE_CHECKING:

    class ErrorCode(Enum):
        """Every code that a user error can have."""

else:
    ErrorCode = strawberry.enum(
        Enum(
            "ErrorCode",
            {
                code: strawberry.enum_value(code, description=_describe(code))
                for code in sorted(HelpdeskError.classes)
            },
        ),
        description="Every code that a user error can have.",
    )


@strawberry.type(
    description="Something in the input, or in the state of things, that forbids what was asked."
)
class UserError:
    """One failure that the caller can cause or must expect."""

    code: ErrorCode = strawberry.field(description="What went wrong, for programs.")
    field: str | None = strawberry.field(
        description="Path into `input` of the value to blame, as `form.orderCode`."
    )
    message: str = strawberry.field(description="What went wrong, for a person, in the language asked for.")
    retryable: bool = strawberry.field(description="Whether the very same call may succeed later.")


def user_errors(error: HelpdeskError | Several, language: Language) -> list[UserError]:
    """Expected failures as a payload's `userErrors`."""
    failures = error.errors if isinstance(error, Several) else [error]
    return [
        UserError(
            code=ErrorCode(failure.code),
            field=failure.field,
            message=failure.message(language),
            retryable=failure.retryable,
        )
        for failure in failures
    ]


def expected(error: BaseException | None) -> HelpdeskError | Several | None:
    """The expected failure that an exception stands for, or None for a bug."""
    if isinstance(error, HelpdeskError | Several):
        return error
    if isinstance(error, PoolTimeout | NoConnection):
        return Overloaded()
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, psycopg.Error):
        return _of_database(cause)
    return None


def _of_database(cause: psycopg.Error) -> HelpdeskError | None:
    if isinstance(cause, pg.DataError):
        return InvalidValue(
            None,
            "A value of the input cannot be stored (NUL or out of range).",
            "输入中有无法保存的值（NUL 或超出范围）。",
        )
    if isinstance(cause, pg.QueryCanceled):
        return TimedOut()
    if isinstance(cause, (pg.LockNotAvailable, *COLLISIONS)):
        return Busy()
    return Overloaded() if isinstance(cause, psycopg.OperationalError) else None


def shown(error: GraphQLError, language: Language, request_id: str) -> dict[str, Any]:
    """A GraphQL error as it is sent: expected failures with their code, bugs masked with the request's id."""
    formatted: dict[str, Any] = dict(error.formatted)
    original = error.original_error
    if original is None or isinstance(original, GraphQLError):  # of the document, or of a value in it
        formatted.setdefault("extensions", {}).setdefault("code", "BAD_REQUEST")
        return formatted
    failure = expected(original)
    if failure is None:
        _log.error("request.failed", request_id=request_id, path=error.path, exc_info=original)
        formatted["message"] = "内部错误。" if language == "zh-CN" else "Internal error."
        formatted["extensions"] = {"code": "INTERNAL", "requestId": request_id}
        return formatted
    first = user_errors(failure, language)[0]
    formatted["message"] = first.message
    formatted["extensions"] = {"code": first.code.value, "field": first.field, "retryable": first.retryable}
    return formatted
