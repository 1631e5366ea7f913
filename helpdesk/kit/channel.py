"""The channels by which requests come in (请求渠道; docs/domain.md, Intake)."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """Where a ticket came from. Every channel makes the same ticket."""

    PHONE = "PHONE"
    EMAIL = "EMAIL"
    WEB_FORM = "WEB_FORM"
    API = "API"
    APP_SDK = "APP_SDK"
    WECHAT = "WECHAT"
    WEB_CHAT = "WEB_CHAT"
    DESKTOP_CLIENT = "DESKTOP_CLIENT"
