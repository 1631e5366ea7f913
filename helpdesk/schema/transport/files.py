"""Files over HTTP, by signed links: `PUT` or `POST` takes one in, `GET` gives one out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import Final
from urllib.parse import quote

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from helpdesk.accounts.errors import TokenMissing, Unauthenticated
from helpdesk.attachments import viewing
from helpdesk.attachments.deposit import Deposit
from helpdesk.attachments.errors import (
    AttachmentTooLarge,
    AttachmentTypeRefused,
    LinkRefused,
)
from helpdesk.attachments.links import FOLDER, PREFIX, Link
from helpdesk.attachments.models import Attachment
from helpdesk.attachments.viewing import How
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.errors import Conflict, HelpdeskError, Language, Missing, Unavailable
from helpdesk.schema.callers import Callers
from helpdesk.schema.context import Context, Services, language_of
from helpdesk.schema.errors import expected
from helpdesk.schema.transport.requests import HttpError
from helpdesk.tickets import documents

PATH: Final = f"/{FOLDER}/{{public_id}}"
TAKING: Final = ("PUT", "POST")
GIVING: Final = "GET"
LONGEST_LENGTH: Final = 15
RECEIVE_SECONDS: Final = 300.0
IN_MEMORY: Final = 256 * 1024
SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-site",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}
_STATUS: Final = (
    (AttachmentTooLarge, 413), (AttachmentTypeRefused, 415), (Missing, 404), (Unauthenticated, 401),
    (Conflict, 409), (Unavailable, 503),
)  # fmt: skip
_DENIED: Final = 403
_log = structlog.get_logger(__name__)


class Files:
    """The endpoint, as an ASGI application."""

    def __init__(self, services: Services, callers: Callers, deposit: Deposit) -> None:
        self._services = services
        self._callers = callers
        self._deposit = deposit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take or give one file; failures are told in JSON, in the caller's language."""
        request = Request(scope, receive)
        language = language_of(request.headers.get("accept-language"))
        try:
            answer = await self._answer(request)
        except ClientDisconnect:
            return  # nobody is there to be answered
        except HttpError as error:
            answer = _refused(error.status, error.code, error.texts[language], error.headers)
        except Exception as error:  # noqa: BLE001 - logged whole; no fault leaves without a JSON answer
            answer = _told(error, language)
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method in TAKING:
            return await self._take(request)
        if request.method == GIVING:  # not HEAD: what is on record as downloaded was sent
            return await self._give(request)
        allowed = {"Allow": ", ".join((GIVING, *TAKING))}
        raise HttpError(405, "BAD_REQUEST", "Send PUT, POST or GET.", "请使用 PUT、POST 或 GET。", allowed)

    async def _take(self, request: Request) -> Response:
        link = self._link(request)
        if link.use != "upload":
            raise LinkRefused
        announced = await self._deposit.require_awaiting(link.attachment_id)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as received:
            await _receive(request, received, most=link.most)
            async with self._deposit.room:
                received.seek(0)
                stored = await self._deposit.keep(announced, await asyncio.to_thread(received.read))
        _log.info("attachment.stored", attachment=str(stored.id), size=stored.size)
        told = {"id": ids.encode(PREFIX, stored.id), "state": stored.state, "contentType": stored.content_type,
                "size": stored.size, "sha256": stored.sha256}  # fmt: skip
        return JSONResponse({"attachment": told}, status_code=201, headers=SAFE)

    async def _give(self, request: Request) -> Response:
        link = self._link(request)
        if link.use != "download":
            raise LinkRefused
        context = await self._caller(request, link)
        found = await (self._unnamed(link) if context is None else self._opened(context, link))
        pieces = await self._deposit.give(found)
        return StreamingResponse(pieces, headers=_headers(found))

    def _link(self, request: Request) -> Link:
        now = self._services.transactor.clock.now().astimezone(UTC)
        return self._services.links.read(request.path_params["public_id"], request.query_params, now)

    async def _caller(self, request: Request, link: Link) -> Context | None:
        """Who asks, where they say so; nobody but whom the link was given to. Raises LinkRefused."""
        authorization = request.headers.get("authorization")
        if authorization is None:
            return None
        context = await self._callers.admit(authorization, language="en")
        await context.confirm()
        if context.actor.key != link.by:
            raise LinkRefused
        return context

    async def _unnamed(self, link: Link) -> Attachment:
        """A file for whoever has the link; a sensitive one is given to nobody who does not say who they are."""

        async def verb(work: UnitOfWork) -> Attachment:
            return await viewing.stored(work, link.attachment_id)

        found = await self._services.transactor.run(documents.NOBODY, verb)
        if found.sensitive:
            raise TokenMissing
        return found

    async def _opened(self, context: Context, link: Link) -> Attachment:
        """The file under the caller's present rights; what is sensitive is on record before a byte is sent."""
        verb = partial(
            documents.open_attachment, attachment_id=link.attachment_id, how=How.DOWNLOAD, field=None
        )
        return await self._services.transactor.run(context.actor, verb)


async def _receive(request: Request, into: SpooledTemporaryFile[bytes], *, most: int) -> None:
    """Write the body away, and stop at the limit, whatever its length was said to be."""
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and (len(stated) > LONGEST_LENGTH or int(stated) > most):
        raise AttachmentTooLarge(most=most)
    count = 0
    try:
        async with asyncio.timeout(RECEIVE_SECONDS):
            async for piece in request.stream():
                count += len(piece)
                if count > most:
                    raise AttachmentTooLarge(most=most)
                into.write(piece)
    except TimeoutError:
        raise ClientDisconnect from None


def _headers(found: Attachment) -> Mapping[str, str]:
    """What keeps a browser from taking a stranger's file for a page of ours."""
    name = quote(found.file_name, safe="")
    return {
        **SAFE,
        "Content-Type": found.content_type or "application/octet-stream",
        "Content-Length": str(found.size),
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
    }


def _told(error: Exception, language: Language) -> Response:
    failure = error if isinstance(error, HelpdeskError) else expected(error)
    first = getattr(failure, "errors", [failure])[0]
    if first is None:
        _log.error("request.failed", exc_info=error)
        text = "内部错误。" if language == "zh-CN" else "Internal error."
        return _refused(500, "INTERNAL", text)
    status = next((status for kind, status in _STATUS if isinstance(first, kind)), _DENIED)
    return _refused(status, first.code, first.message(language))


def _refused(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    body = {"errors": [{"message": message, "extensions": {"code": code}}]}
    return JSONResponse(body, status_code=status, headers={**SAFE, **(headers or {})})
