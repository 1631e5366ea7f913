"""What a file is, by its bytes: neither its name nor what the sender says is believed."""

from __future__ import annotations

from typing import Final

import puremagic

from helpdesk.attachments.errors import AttachmentTypeRefused

TAKEN: Final = {
    **dict.fromkeys((".jpg", ".jpeg", ".jpe", ".jfif"), "image/jpeg"),
    ".png": "image/png",
    ".webp": "image/webp",
    **dict.fromkeys((".heic", ".heif"), "image/heic"),
    ".pdf": "application/pdf",
    **dict.fromkeys((".mp3", ".mpga"), "audio/mpeg"),
    ".wav": "audio/wav",
    **dict.fromkeys((".m4a", ".f4a"), "audio/mp4"),
    **dict.fromkeys((".ogg", ".oga", ".opus"), "audio/ogg"),
    ".amr": "audio/amr",
}
"""What is taken, by the extension that puremagic finds: images, PDF, and recordings of calls."""
_ID3 = b"ID3"
"""Begins an MP3 with tags; puremagic takes it for a ringtone first."""


def content_type(content: bytes) -> str:
    """The content type of a file that is taken. Raises AttachmentTypeRefused for anything else."""
    if content.startswith(_ID3):
        return TAKEN[".mp3"]
    try:
        best = puremagic.magic_string(content)[0]
    except (puremagic.PureError, ValueError, IndexError):
        raise AttachmentTypeRefused from None
    found = TAKEN.get(best.extension)
    if found is None:
        raise AttachmentTypeRefused
    return found
