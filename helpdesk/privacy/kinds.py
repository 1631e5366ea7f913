"""Kinds of personal values: how each is written the same way, and how much of it may be shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from helpdesk.kit import text
from helpdesk.kit.errors import InvalidValue

HIDDEN = "****"


class ValueKind(StrEnum):
    """What a sealed value is."""

    PHONE = "PHONE"
    ID_NUMBER = "ID_NUMBER"
    BANK_CARD = "BANK_CARD"
    ADDRESS = "ADDRESS"
    NAME = "NAME"
    WECHAT_ID = "WECHAT_ID"
    EMAIL = "EMAIL"
    TEXT = "TEXT"


LOOKED_UP: Final = frozenset({ValueKind.PHONE, ValueKind.ID_NUMBER, ValueKind.BANK_CARD, ValueKind.WECHAT_ID})
"""Kinds by which somebody may be recognised; of the others no hash is kept."""


def normal(kind: ValueKind, value: str) -> str:
    """The value without what people write differently: two spellings of one number are equal afterwards."""
    folded = unicodedata.normalize("NFKC", value).strip()
    return _NORMAL.get(kind, _as_words)(folded)


def mask(kind: ValueKind, value: str) -> str:
    """What everyone who sees the place of the value may see of it: `138****5678`. At least half is hidden."""
    return _MASK[kind](normal(kind, value), unicodedata.normalize("NFKC", value).strip())


def _phone(value: str) -> str:
    try:
        return text.phone(value, field="phone")
    except InvalidValue:
        return re.sub(r"[^0-9+]", "", value)


def _letters_and_digits(value: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", value.upper())


def _digits(value: str) -> str:
    return re.sub(r"\D", "", value)


def _as_words(value: str) -> str:
    return " ".join(value.casefold().split())


_NORMAL: Final[dict[ValueKind, Callable[[str], str]]] = {
    ValueKind.PHONE: _phone,
    ValueKind.ID_NUMBER: _letters_and_digits,
    ValueKind.BANK_CARD: _digits,
}


def _ends(first: int, last: int, *, of_at_least: int) -> Callable[[str, str], str]:
    """The first and last characters of what is long enough, else nothing."""

    def shown(value: str, _written: str) -> str:
        if len(value) < of_at_least:
            return HIDDEN
        return f"{value[:first]}{HIDDEN}{value[len(value) - last :]}"

    return shown


def _begin_of_name(_value: str, written: str) -> str:
    """The family name's first character, and how much follows, as 张** or J****."""
    return f"{written[0]}{'*' * min(max(len(written) - 1, 1), 4)}" if len(written) > 1 else "*"


def _ends_of_email(_value: str, written: str) -> str:
    """How it begins, and the top of its domain, as w****@****.com."""
    name, at, domain = written.rpartition("@")
    if not at or len(name) < 2 or len(domain) < 6:
        return HIDDEN
    top = domain.rpartition(".")[2]
    return f"{name[0]}{HIDDEN}@{HIDDEN}.{top if len(top) <= 4 else '*'}"


def _begin_of_address(_value: str, written: str) -> str:
    return f"{written[:6]}{HIDDEN}" if len(written) >= 12 else HIDDEN


_MASK: Final[dict[ValueKind, Callable[[str, str], str]]] = {
    ValueKind.PHONE: lambda value, _written: text.mask_phone(value),
    ValueKind.ID_NUMBER: _ends(3, 4, of_at_least=15),
    ValueKind.BANK_CARD: _ends(0, 4, of_at_least=12),
    ValueKind.ADDRESS: _begin_of_address,
    ValueKind.NAME: _begin_of_name,
    ValueKind.WECHAT_ID: _ends(2, 1, of_at_least=6),
    ValueKind.EMAIL: _ends_of_email,
    ValueKind.TEXT: lambda _value, _written: HIDDEN,
}
