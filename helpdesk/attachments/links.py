"""Signed links to upload and download by, without asking the database: what they say is what was promised.

A link is relative to the URL of `/graphql`: `attachments/att_…?…`, so that it holds wherever the helpdesk is mounted.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from urllib.parse import urlencode
from uuid import UUID

from helpdesk.attachments.errors import LinkExpired, LinkRefused
from helpdesk.kit import ids

UPLOAD_VALID: Final = timedelta(minutes=10)
DOWNLOAD_VALID: Final = timedelta(minutes=5)
PREFIX: Final = "att"
FOLDER: Final = "attachments"
Use = Literal["upload", "download"]


@dataclass(frozen=True, slots=True)
class Link:
    """What a link permits: `most` bytes up, or the file to `by`, until an instant."""

    attachment_id: UUID
    until: datetime
    most: int = 0
    by: str = ""

    @property
    def use(self) -> Use:
        """Whether it takes or gives."""
        return "download" if self.by else "upload"


class Links:
    """Signs links with a key of its own, derived from the process's secret, and reads them back."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"helpdesk attachment links", "sha256")

    def upload(self, attachment_id: UUID, until: datetime, *, most: int) -> str:
        """A link by which one file of at most `most` bytes is taken."""
        return self._written(Link(attachment_id, until, most=most), most=str(most))

    def download(self, attachment_id: UUID, now: datetime, *, by: str) -> str:
        """A link by which the actor with the key `by` gets the file."""
        return self._written(Link(attachment_id, now + DOWNLOAD_VALID, by=by), by=by)

    def read(self, public_id: str, query: Mapping[str, str], now: datetime) -> Link:
        """The link that an id and a query make. Raises LinkRefused, LinkExpired."""
        try:
            until = datetime.fromtimestamp(int(query.get("until", "")), UTC)
            most = int(query.get("most", "0"))
            link = Link(ids.decode(PREFIX, public_id), until, most, query.get("by", ""))
        except (ValueError, OverflowError, OSError, ids.InvalidId):
            raise LinkRefused from None
        stated = query.get("signature", "")
        if not stated.isascii() or not hmac.compare_digest(self._signature(link), stated):
            raise LinkRefused
        if link.until <= now:
            raise LinkExpired
        return link

    def _written(self, link: Link, **said: str) -> str:
        query = {"until": str(_seconds(link.until)), **said, "signature": self._signature(link)}
        return f"{FOLDER}/{ids.encode(PREFIX, link.attachment_id)}?{urlencode(query)}"

    def _signature(self, link: Link) -> str:
        said = (link.use, link.attachment_id.hex, str(_seconds(link.until)), str(link.most), link.by)
        return hmac.digest(self._key, "\0".join(said).encode("utf-8", "surrogatepass"), "sha256").hex()


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
