"""Calls that are repeated where that is safe, a bounded number of times."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Mapping
from typing import Any

import stamina
import structlog

from helpdesk.kit.settings import CALL_ATTEMPTS
from helpdesk.platform.errors import (
    PlatformKeyReused,
    PlatformRefusedCall,
    PlatformUnavailable,
    PlatformUnknown,
)
from helpdesk.platform.transport import KEY_REUSED, CallFailed, Request, Transport

_log = structlog.get_logger(__name__)


class Calls:
    """Reads are repeated; an act is repeated when it was not sent, or when its key makes that safe."""

    def __init__(self, transport: Transport, *, idempotent: bool) -> None:
        self._transport = transport
        self._idempotent = idempotent

    async def read(self, request: Request) -> Any:
        """The root field's value. Raises PlatformUnavailable, ErrorAnswer."""
        try:
            async for attempt in _attempts(lambda failure: failure.again):
                with attempt:
                    return await self._post(request, attempt.num)
        except CallFailed as failure:
            raise _nothing_done(request.operation, failure) from None
        raise AssertionError("stamina returns or raises")

    async def act(self, request: Request, *, key: str) -> Any:
        """The root field's value. Raises PlatformUnavailable, PlatformUnknown, PlatformKeyReused, ErrorAnswer.

        Once one attempt may have reached the platform, later failures leave the outcome unknown.
        """
        doubt = False
        try:
            async for attempt in _attempts(self._may_repeat):
                with attempt:
                    try:
                        return await self._post(request, attempt.num)
                    except CallFailed as failure:
                        doubt = doubt or failure.sent
                        raise
        except CallFailed as failure:
            if doubt:
                raise PlatformUnknown(operation=request.operation, key=key, reason=failure.reason) from None
            raise _nothing_done(request.operation, failure) from None
        raise AssertionError("stamina returns or raises")

    def _may_repeat(self, failure: CallFailed) -> bool:
        return failure.again and (self._idempotent or not failure.sent)

    async def _post(self, request: Request, attempt: int) -> Any:
        try:
            data = await self._transport.post(
                request.document, request.variables, name=request.name, headers=request.headers
            )
            return _answered(data, request.field)
        except CallFailed as failure:
            _log.warning(
                "platform.call_failed",
                operation=request.operation,
                reason=failure.reason,
                sent=failure.sent,
                attempt=attempt,
            )
            raise


def _answered(data: Mapping[str, Any], field: str) -> Any:
    if field not in data:
        raise CallFailed("unreadable_answer", sent=True)
    return data[field]


def _attempts(may_repeat: Callable[[CallFailed], bool]) -> AsyncIterable[stamina.Attempt]:
    return stamina.retry_context(
        on=lambda error: isinstance(error, CallFailed) and may_repeat(error),
        attempts=CALL_ATTEMPTS,
        timeout=None,
        wait_initial=0.05,
        wait_max=1.0,
        wait_jitter=0.1,
    )


def _nothing_done(operation: str, failure: CallFailed) -> PlatformUnavailable | PlatformKeyReused:
    if failure.reason == KEY_REUSED:
        return PlatformKeyReused()
    if not failure.again and failure.reason != "circuit_open":
        return PlatformRefusedCall(operation=operation, reason=failure.reason)
    return PlatformUnavailable(operation=operation, reason=failure.reason)
