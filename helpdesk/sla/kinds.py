"""SLA policies and calendars as kinds of configuration entries."""

from __future__ import annotations

from helpdesk.calendars.document import CalendarDocument
from helpdesk.configuration.kinds import Kind
from helpdesk.sla.policy import PolicyDocument

SLA_POLICY = Kind("sla_policy", PolicyDocument)
CALENDAR = Kind("calendar", CalendarDocument)
