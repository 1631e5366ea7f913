"""When two ways of writing a value mean the same (docs/domain.md, 3.1 and 3.4)."""

from __future__ import annotations

import re
import unicodedata

from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.text import phone
from helpdesk.platform.values import MemberField

_IDEOGRAPHIC_SPACE = "\u3000"
_BETWEEN_DIGITS = re.compile(r"[\s-]")


def folded(value: str) -> str:
    """Trimmed, and full-width or half-width forms as their ordinary ones. Capitals count.

    Only width is folded, as the rule says: other compatibility forms (`①`) stay what they are.
    """
    text = unicodedata.normalize("NFC", value)
    return "".join(_ordinary(character) for character in text).strip()


def same(one: str, other: str) -> bool:
    """Whether two texts are equal after trimming and full-width folding; blank ones equal nothing."""
    return bool(folded(one)) and folded(one) == folded(other)


def of_field(field: MemberField, value: str | None) -> str | None:
    """A member's value as it is compared: None where it is blank, a mobile as E.164, a card without spaces.

    What is no phone number at all is compared as it stands.
    """
    text = folded(value or "")
    if not text:
        return None
    if field is MemberField.MOBILE:
        return _as_phone(text)
    return _BETWEEN_DIGITS.sub("", text) if field is MemberField.BANK_CARD else text


def compact(value: str) -> str:
    """A code as it is written on documents: folded, in capitals, without spaces or hyphens."""
    return _BETWEEN_DIGITS.sub("", folded(value)).upper()


def _as_phone(text: str) -> str:
    try:
        return phone(text, field="phone")
    except InvalidValue:
        return text


def _ordinary(character: str) -> str:
    if character == _IDEOGRAPHIC_SPACE:
        return " "
    kind, _, code = unicodedata.decomposition(character).partition(" ")
    return chr(int(code, 16)) if kind in {"<wide>", "<narrow>"} else character
