"""What a file is sent for, and what follows from that."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Purpose(StrEnum):
    """What a file shows (docs/domain.md, Attachments)."""

    ID_CARD_COPY = "ID_CARD_COPY"
    BUSINESS_LICENCE = "BUSINESS_LICENCE"
    FOOD_PERMIT = "FOOD_PERMIT"
    MEDICAL_DEVICE_FILING = "MEDICAL_DEVICE_FILING"
    PHOTO = "PHOTO"
    OTHER = "OTHER"


SENSITIVE: Final = frozenset(
    {Purpose.ID_CARD_COPY, Purpose.BUSINESS_LICENCE, Purpose.FOOD_PERMIT, Purpose.MEDICAL_DEVICE_FILING}
)
"""Purposes whose files only the ticket's group and its managers open, each opening audited."""


class AttachmentState(StrEnum):
    """How far a file got."""

    AWAITING_UPLOAD = "AWAITING_UPLOAD"
    STORED = "STORED"
    REFUSED = "REFUSED"
    DELETED = "DELETED"
