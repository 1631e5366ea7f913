"""`POST /platform/events`: what the platform tells, signed by Standard Webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from helpdesk.events.work import Transactor
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.settings import Settings
from helpdesk.kit.signatures import SignatureRefused, key_of, verify
from helpdesk.platform import notices
from helpdesk.platform.notices import NoticeReused, NoticeUnreadable
from helpdesk.schema.errors import expected

PATH = "/platform/events"
MOST_BYTES = 64 * 1024
_log = structlog.get_logger(__name__)


def routes(settings: Settings, transactor: Transactor) -> list[Route]:
    """The route, where the settings hold secrets: without one nobody could sign, and the path is not there."""
    keys = [key_of(secret.get_secret_value()) for secret in settings.platform_webhook_secrets]
    return [Route(PATH, NoticeEndpoint(transactor, keys), methods=["POST"])] if keys else []


class NoticeEndpoint:
    """The endpoint, as an ASGI application. What is answered by 2xx need not be sent again."""

    def __init__(self, transactor: Transactor, keys: Sequence[bytes]) -> None:
        self._transactor = transactor
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Verify, keep, answer."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request, await _body(request))
        except ClientDisconnect:
            return
        except _TooLarge:
            response = _refusal(413, "BODY_TOO_LARGE", "A notice has at most 64 KiB.")
        except SignatureRefused as refused:
            _log.warning("notice.refused", reason=str(refused))
            response = _refusal(401, "SIGNATURE_REFUSED", str(refused))
        except NoticeUnreadable as unreadable:
            response = _refusal(400, "NOTICE_UNREADABLE", f"Missing or malformed: {unreadable}")
        except NoticeReused:
            response = _refusal(409, "NOTICE_REUSED", "This webhook-id came before with another body.")
        except Exception as error:  # noqa: BLE001 - logged whole; the sender is answered and sends it again
            response = _failed(error)
        await response(scope, receive, send)

    async def _answer(self, request: Request, body: bytes) -> Response:
        webhook_id = request.headers.get("webhook-id", "")
        verify(
            self._keys,
            message_id=webhook_id,
            timestamp=request.headers.get("webhook-timestamp", ""),
            signatures=request.headers.get("webhook-signature", ""),
            body=body,
            now=datetime.now(UTC),  # the sender's clock is real, also where ours was moved
        )
        told = notices.read(body)
        if told is None:
            return _accepted("ignored")
        kept = await self._transactor.run(SYSTEM, partial(notices.take, webhook_id=webhook_id, told=told))
        _log.info("notice.taken", kind=told.kind.value, notice=str(kept) if kept else None)
        return _accepted("accepted" if kept else "known")


class _TooLarge(Exception):
    pass


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise _TooLarge
    return body


def _accepted(status: str) -> Response:
    return JSONResponse({"status": status}, 202)


def _refusal(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": message}}, status)


def _failed(error: Exception) -> Response:
    failure = expected(error)
    if failure is None:
        _log.error("notice.failed", exc_info=error)
        return _refusal(500, "INTERNAL", "Internal error.")
    return _refusal(503, "UNAVAILABLE", "The helpdesk is not available for a moment. Try again.")
