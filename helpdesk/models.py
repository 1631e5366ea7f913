"""All tables in one place, for migrations and for tests that read the metadata."""

from __future__ import annotations

from helpdesk.accounts import models as accounts
from helpdesk.accounts import token_models as tokens
from helpdesk.attachments import models as attachments
from helpdesk.calendars import models as calendars
from helpdesk.calls import models as calls
from helpdesk.configuration import models as configuration
from helpdesk.customers import models as customers
from helpdesk.events import models as events
from helpdesk.kit.database import metadata
from helpdesk.notify import models as notify
from helpdesk.platform import models as platform
from helpdesk.privacy import models as privacy
from helpdesk.procedures import models as procedures
from helpdesk.procedures.acts import models as acts
from helpdesk.procedures.changes import models as changes
from helpdesk.procedures.invoices import models as invoices
from helpdesk.procedures.verifications import models as verifications
from helpdesk.routing import models as routing
from helpdesk.sla import models as sla
from helpdesk.tickets import models as tickets

__all__ = [
    "accounts",
    "acts",
    "attachments",
    "calendars",
    "calls",
    "changes",
    "configuration",
    "customers",
    "events",
    "invoices",
    "metadata",
    "notify",
    "platform",
    "privacy",
    "procedures",
    "routing",
    "sla",
    "tickets",
    "tokens",
    "verifications",
]
