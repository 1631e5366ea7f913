"""Enums of people: the domain's own, described."""

from __future__ import annotations

from enum import Enum

import strawberry

from helpdesk.accounts.models import Presence, UnitKind

strawberry.enum(Presence, description="Whether an agent takes work at this moment, by their own word.")
strawberry.enum(UnitKind, description="Level of an organisation unit.")


@strawberry.enum(description="A language that the helpdesk speaks.")
class Language(Enum):
    """As `Accept-Language` names it."""

    ZH_CN = strawberry.enum_value("zh-CN", description="Chinese (zh-CN).")
    EN = strawberry.enum_value("en", description="English (en).")


__all__ = ["Language", "Presence", "UnitKind"]
