"""Failures about notifications."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict


class NothingToRetry(Conflict):
    """The delivery was made, is in hand, or was not tried yet."""

    code = "NOTHING_TO_RETRY"
    en = "This delivery was made, is being made, or was not tried yet."
    zh = "该通知已送达、正在发送或尚未尝试发送。"
