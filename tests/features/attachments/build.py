"""Files to test with, and the application that takes them in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from asgi_lifespan import LifespanManager

from helpdesk.app import Runtime, cleaning, create_app
from helpdesk.attachments.scanning import Scanner
from tests.api.conftest import Api, token

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"plain picture" * 40
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n" + b"a printed page " * 40 + b"\n%%EOF\n"
JPEG = (
    bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"the face of an ID card" * 30 + b"\xff\xd9"
)


class Cabinet:
    """Uploads, attaches, opens and downloads files as somebody."""

    def __init__(self, api: Api, home: Path) -> None:
        self.api = api
        self.home = home

    async def announce(self, role: str, content: bytes = PNG, **given: Any) -> dict[str, Any]:
        """Announce a file; the payload."""
        wanted = {"purpose": "PHOTO", "fileName": "photo.png", "size": len(content), **given}
        fields = "uploadUrl expiresAt attachment { id state sensitive fileName downloadUrl }"
        return await self.api.mutate(role, "createAttachmentUpload", fields, **wanted)

    async def send(self, url: str, content: Any = PNG, **headers: str) -> httpx.Response:
        """Send bytes to an upload link."""
        return await self.api.client.put(url, content=content, headers=headers)

    async def upload(self, role: str, content: bytes = PNG, **given: Any) -> str:
        """Announce a file and upload it; its global id."""
        announced = await self.announce(role, content, **given)
        assert announced["userErrors"] == [], announced
        sent = await self.send(announced["uploadUrl"], content)
        assert sent.status_code == 201, sent.text
        found: str = announced["attachment"]["id"]
        return found

    async def open(self, role: str, attachment_id: str) -> dict[str, Any]:
        """Ask for a link to a file; the payload."""
        return await self.api.mutate(
            role, "openAttachment", "downloadUrl attachment { id fileName }", attachmentId=attachment_id
        )

    async def get(self, url: str, role: str | None = None, **headers: str) -> httpx.Response:
        """Follow a download link, saying who one is or not."""
        said = {} if role is None else {"Authorization": f"Bearer {token(role)}"}
        return await self.api.client.get(url, headers={**said, **headers})

    async def files_of(self, role: str, ticket_id: str) -> list[dict[str, Any]]:
        """The files on a ticket, as somebody sees them."""
        query = """query($id: ID!) { ticket(id: $id) { attachments {
            id purpose sensitive fileName state contentType size downloadUrl } } }"""
        found = (await self.api.data(role, query, id=ticket_id))["ticket"]["attachments"]
        return list(found)

    def kept(self) -> list[Path]:
        """The files of the store."""
        return [path for path in (self.home / "attachments").rglob("*") if path.is_file()]

    async def clean(self) -> int:
        """Let a worker remove what is due."""
        settings = self.api.runtime.settings.model_copy(update={"home": self.home})
        return await cleaning(settings).turn(self.api.runtime.transactor)


@asynccontextmanager
async def opened(runtime: Runtime, home: Path, scanner: Scanner | None = None) -> AsyncIterator[Cabinet]:
    """The application with its files under a home."""
    app = create_app(runtime.settings.model_copy(update={"home": home}), runtime=runtime, scanner=scanner)
    async with (
        LifespanManager(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://helpdesk") as client,
    ):
        yield Cabinet(Api(client, runtime), home)


def code(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a refused request."""
    return response.status_code, response.json()["errors"][0]["extensions"]["code"]
