"""The channels of one process, put together from its settings."""

from __future__ import annotations

import json

import httpx

from helpdesk.kit.settings import Settings
from helpdesk.notify.channels import Port
from helpdesk.notify.gateway import HttpSms
from helpdesk.notify.guarding import Guard
from helpdesk.notify.mail import Mail
from helpdesk.notify.outside import Outside
from helpdesk.notify.robots import Robots
from helpdesk.notify.sms import ConsoleSms, Sms
from helpdesk.notify.texting import Texting
from helpdesk.notify.texts import Texts
from helpdesk.notify.web import Web


def guards(settings: Settings) -> list[Guard]:
    """The channels that are set up, each with its time-out and circuit breakers.

    Robots need no address here: agents and groups have theirs. SMS of the console are for demo and test alone.
    """
    texts, timeout = Texts(settings.ticket_url), settings.notify_timeout
    ports: list[Port] = []
    if settings.robots:
        outside = Outside(settings.robot_private_addresses)
        ports.append(Robots(Web(timeout, httpx.create_ssl_context(), outside), texts))
    if settings.smtp_url is not None and settings.smtp_from is not None:
        ports.append(Mail(settings.smtp_url, settings.smtp_from, texts, timeout=timeout))
    if settings.sms_url is not None or settings.mode != "production":
        ports.append(Texting(sms(settings), texts))
    return [Guard(port, timeout=timeout) for port in ports]


def sms(settings: Settings) -> Sms:
    """The provider of SMS: the gateway that is set up, else the console."""
    if settings.sms_url is None:
        return ConsoleSms()
    path, _, value = (settings.sms_accepted or "").partition("=")
    return HttpSms(
        Web(settings.notify_timeout, httpx.create_ssl_context()),
        settings.sms_url,
        json.loads(settings.sms_headers.get_secret_value()),
        json.loads(settings.sms_body),
        (path, value) if path else None,
    )
