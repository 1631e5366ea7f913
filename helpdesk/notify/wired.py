"""The channels of one process, put together from its settings."""

from __future__ import annotations

from helpdesk.kit.settings import Settings
from helpdesk.notify.channels import Port
from helpdesk.notify.guarding import Guard
from helpdesk.notify.mail import Mail
from helpdesk.notify.texts import Texts


def guards(settings: Settings) -> list[Guard]:
    """The channels that are set up, each with its time-out and circuit breakers."""
    texts = Texts(settings.ticket_url)
    ports: list[Port] = []
    if settings.smtp_url is not None and settings.smtp_from is not None:
        ports.append(Mail(settings.smtp_url, settings.smtp_from, texts, timeout=settings.notify_timeout))
    return [Guard(port, timeout=settings.notify_timeout) for port in ports]
