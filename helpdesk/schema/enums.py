"""Enums that several features share: the domain's own, described."""

from __future__ import annotations

import strawberry

from helpdesk.kit.actor import ActorKind
from helpdesk.kit.channel import Channel
from helpdesk.kit.priority import Priority

strawberry.enum(ActorKind, description="Kinds of party that act.")
strawberry.enum(Channel, description="How a request came in (请求渠道).")
strawberry.enum(Priority, description="How urgent a ticket is; SLA targets depend on it.")

__all__ = ["ActorKind", "Channel", "Priority"]
