"""Text as people and PostgreSQL can hold it, phones as E.164, and words to search by."""

from __future__ import annotations

import re
import unicodedata
from operator import add

import phonenumbers

from helpdesk.kit.errors import InvalidValue

_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\U00020000-\U0002ffff]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[^\W_]+")


def clean(value: str, *, field: str, at_most: int, required: bool = True) -> str:
    """The text without surrounding space. Raises InvalidValue naming `field`.

    Refused: NUL and lone surrogates (no database keeps them), more than `at_most` characters, and,
    where required, blank text. Emoji and right-to-left marks are kept as they are.
    """
    if "\x00" in value:
        raise InvalidValue(field, "The text holds a NUL character.", "文本包含空字符（NUL）。")
    if _SURROGATE.search(value):
        raise InvalidValue(field, "The text holds a lone surrogate.", "文本包含无效的代理字符。")
    value = value.strip()
    if len(value) > at_most:
        raise InvalidValue(
            field,
            f"The text has {len(value)} characters; at most {at_most} are allowed.",
            f"文本有 {len(value)} 个字符，最多允许 {at_most} 个。",
        )
    if required and not value:
        raise InvalidValue(field, "The text is empty.", "文本不能为空。")
    return value


def phone(value: str, *, field: str, region: str = "CN") -> str:
    """A phone number as E.164 (`+8613812345678`). Raises InvalidValue naming `field`."""
    try:
        parsed = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        parsed = None
    if (
        parsed is None
        or phonenumbers.is_possible_number_with_reason(parsed)
        is not phonenumbers.ValidationResult.IS_POSSIBLE
    ):
        raise InvalidValue(field, "This is no phone number.", "电话号码无效。")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def mask_phone(value: str) -> str:
    """`+8613812345678` as `138****5678`: enough to recognise, too little to call.

    At least four digits are hidden: of numbers below eleven digits only the last four show, or none.
    """
    national = value.removeprefix("+86")
    begin = national[:3] if len(national) >= 11 else ""
    return f"{begin}****{national[-4:]}" if len(national.removeprefix("+")) >= 8 else "****"


def fold(value: str) -> str:
    """Compatibility form and case folded, so that full-width and capital letters match."""
    return unicodedata.normalize("NFKC", value).casefold()


def search_terms(value: str) -> list[str]:
    """The lexemes of a text: folded words, and for CJK runs each pair of neighbours.

    A run of one character is its own lexeme; single characters of longer runs are lexemes too, so that
    a one-character query finds them. The tsvector of these is what search looks at first; the substring
    recheck removes what only looked alike.
    """
    return sorted(_terms(fold(value), singles=True))


def query_terms(value: str) -> list[str]:
    """The lexemes that a matching text must all hold: as `search_terms`, pairs alone where there are any."""
    return sorted(_terms(fold(value), singles=False))


def _terms(folded: str, *, singles: bool) -> set[str]:
    terms: set[str] = set()
    for word in _WORD.findall(folded):
        if word.isascii():
            terms.add(word[:64])
            continue
        position = 0
        for run in _CJK.finditer(word):
            if run.start() > position:
                terms.add(word[position : run.start()][:64])
            text = run.group()
            if singles or len(text) == 1:
                terms.update(text)
            terms.update(map(add, text, text[1:]))
            position = run.end()
        if position < len(word):
            terms.add(word[position:][:64])
    return terms
