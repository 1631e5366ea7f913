"""Enums of promises, registered where clocks are shown."""

from __future__ import annotations

import helpdesk.schema.tickets.timers  # noqa: F401 - it registers them, once
from helpdesk.sla.terms import ClockKind, Metric

__all__ = ["ClockKind", "Metric"]
