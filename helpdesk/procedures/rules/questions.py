"""Identity questions: drawn from what the platform knows and the form does not say (docs/domain.md, 3.1)."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from zoneinfo import ZoneInfo

from helpdesk.kit.text import fold
from helpdesk.platform.values import Member, Order, Store


class QuestionKind(StrEnum):
    """What can be asked."""

    REGISTERED_MONTH = "REGISTERED_MONTH"
    STORE = "STORE"
    SPONSOR = "SPONSOR"
    BANK_CARD_TAIL = "BANK_CARD_TAIL"
    LAST_ORDER_MONTH = "LAST_ORDER_MONTH"
    LAST_ORDER_PRODUCT = "LAST_ORDER_PRODUCT"
    LAST_ORDER_AMOUNT = "LAST_ORDER_AMOUNT"


MONTHS = frozenset({QuestionKind.REGISTERED_MONTH, QuestionKind.LAST_ORDER_MONTH})
_MONTH = re.compile(r"(\d{4})\D*?(\d{1,2})(?!\d)")
_NOT_WORDS = re.compile(r"[\W_]+")
_NOT_AMOUNT = re.compile(r"[^\d.]")


@dataclass(frozen=True, slots=True)
class Question:
    """One question with every answer that counts as right, each as `written` writes it."""

    kind: QuestionKind
    accepted: frozenset[str] = dataclasses.field(repr=False)


def written(kind: QuestionKind, answer: str) -> str:
    """An answer as it is compared: months as `2026-03`, amounts as numbers, the rest without case and signs."""
    text = fold(answer)
    if kind in MONTHS:
        found = _MONTH.search(text)
        return f"{found[1]}-{int(found[2]):02d}" if found else ""
    if kind is QuestionKind.LAST_ORDER_AMOUNT:
        return _amount(_NOT_AMOUNT.sub("", text))
    return _NOT_WORDS.sub("", text)


def candidates(
    member: Member, store: Store | None, orders: Iterable[Order], *, told: Collection[str], zone: ZoneInfo
) -> Iterator[Question]:
    """Every question that can be asked of this member: answerable, and its answer not on the form (`told`)."""
    said = {_NOT_WORDS.sub("", fold(one)) for one in told}
    for kind, answers in _known(member, store, orders, zone):
        accepted = frozenset(written(kind, one) for one in answers if one) - {""}
        from_what = [*answers, member.bank_card] if kind is QuestionKind.BANK_CARD_TAIL else answers
        given = {_NOT_WORDS.sub("", fold(one)) for one in from_what if one}
        if accepted and not given & said:
            yield Question(kind, accepted)


def draw(
    found: Sequence[Question], count: int, *, sample: Callable[[Sequence[Question], int], list[Question]]
) -> tuple[Question, ...]:
    """So many questions, or all where there are fewer; chosen once and then kept."""
    return tuple(sample(found, min(count, len(found))))


def _known(
    member: Member, store: Store | None, orders: Iterable[Order], zone: ZoneInfo
) -> Iterator[tuple[QuestionKind, list[str]]]:
    yield QuestionKind.REGISTERED_MONTH, [_month(member.registered_at, zone)]
    yield QuestionKind.STORE, [member.store_code, store.name if store else ""]
    yield QuestionKind.SPONSOR, [member.sponsor_code or ""]
    yield QuestionKind.BANK_CARD_TAIL, [(member.bank_card or "")[-4:]]
    last = max(orders, key=lambda order: (order.placed_at, order.code), default=None)
    if last is not None:
        yield QuestionKind.LAST_ORDER_MONTH, [_month(last.placed_at, zone)]
        products = [text for line in last.lines for text in (line.name, line.product_code)]
        yield QuestionKind.LAST_ORDER_PRODUCT, products
        yield QuestionKind.LAST_ORDER_AMOUNT, [str(last.total.amount)]


def _month(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m}"


def _amount(text: str) -> str:
    try:
        return format(Decimal(text).normalize(), "f")
    except InvalidOperation:
        return ""
