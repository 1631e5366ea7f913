"""Settings that say how people are told things outside the helpdesk: what is a right one."""

from __future__ import annotations

import json
import re
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

SMTP_PORTS: Final = {"smtps": 465, "smtp": 587, "smtp+plain": 25}
"""Schemes of a mail server and their usual ports: TLS from the start, STARTTLS, none."""


def _smtp(value: SecretStr) -> SecretStr:
    try:
        url = urlsplit(value.get_secret_value())
        known = url.scheme in SMTP_PORTS and url.hostname and url.port != 0
    except ValueError:
        known = False
    if not known:
        raise ValueError("must be smtps://, smtp:// or smtp+plain://, with a host")
    if url.scheme == "smtp+plain" and url.password:
        raise ValueError("smtp+plain:// would send the password in clear; use smtp:// or smtps://")
    return value


def _address(value: str) -> str:
    if not re.fullmatch(r"[^\s@<>,]+@[a-zA-Z0-9.-]+", value):
        raise ValueError("must be an e-mail address, as helpdesk@example.com")
    return value


def _ticket_link(value: str) -> str:
    if not (re.match(r"https?://", value) and "{number}" in value):
        raise ValueError("must begin with https:// and hold {number}")
    return value


def _web(value: str) -> str:
    if not re.match(r"https?://[^/\s@]+", value):
        raise ValueError("must begin with https://")
    return value


def _headers(value: SecretStr) -> SecretStr:
    _object(value.get_secret_value(), of_texts=True)
    return value


def _template(value: str) -> str:
    _object(value)
    if "{to}" not in value or "{text}" not in value:
        raise ValueError("must hold {to} and {text}")
    return value


def _object(value: str, *, of_texts: bool = False) -> None:
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    if not isinstance(found, dict) or (of_texts and not all(isinstance(one, str) for one in found.values())):
        raise ValueError("must be a JSON object" + (" of texts" if of_texts else ""))


def _answer(value: str) -> str:
    if not re.fullmatch(r"[^=\s]+=.+", value):
        raise ValueError("must be `path=value`, as code=0")
    return value


SmtpUrl = Annotated[SecretStr, AfterValidator(_smtp)]
Address = Annotated[str, AfterValidator(_address)]
WebUrl = Annotated[str, AfterValidator(_web)]
Headers = Annotated[SecretStr, AfterValidator(_headers)]
BodyTemplate = Annotated[str, AfterValidator(_template)]
GoodAnswer = Annotated[str, AfterValidator(_answer)]
TicketLink = Annotated[str, AfterValidator(_ticket_link)]
