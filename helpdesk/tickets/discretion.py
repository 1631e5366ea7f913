"""What never stands in an agent's reply: customers' private data (保密; docs/domain.md §8.2).

An ID number and a bank card are known by their check digits. A phone number is refused when it is somebody's who is
known here: the department's own may be given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final
from uuid import UUID

import phonenumbers
from sqlalchemy import ARRAY, LargeBinary, Select, any_, literal, select
from stdnum import luhn
from stdnum.cn import ric

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import ActorKind
from helpdesk.privacy.kinds import ValueKind
from helpdesk.privacy.models import SealedValue
from helpdesk.privacy.vault import Vault
from helpdesk.tickets.errors import PrivateData

MOST_NUMBERS: Final = 50
_RUN: Final = re.compile(r"(?<![0-9A-Za-z])\d(?:[ -]?\d){13,17}(?:[ -]?[0-9Xx])(?![0-9A-Za-z])")
_UNIONPAY: Final = re.compile(r"62\d{14,17}\Z")


async def check(work: UnitOfWork, body: str, *, field: str) -> None:
    """Raise PrivateData naming `field` for an agent's text that tells what it must not."""
    if work.actor.kind is not ActorKind.AGENT:
        return
    text = unicodedata.normalize("NFKC", body)
    for kind in numbers(text):
        raise PrivateData(field=field, what=kind.value)
    phones = _phones(text)
    if phones and await work.session.scalar(_somebody(work, phones)) is not None:
        raise PrivateData(field=field, what=ValueKind.PHONE.value)


def numbers(text: str) -> Iterator[ValueKind]:
    """The ID numbers and bank cards that stand in a text, however they are spaced."""
    for run in _RUN.finditer(text):
        written = re.sub(r"[ -]", "", run.group())
        if ric.is_valid(written):
            yield ValueKind.ID_NUMBER
        elif _UNIONPAY.match(written) and luhn.is_valid(written):
            yield ValueKind.BANK_CARD


def _phones(text: str) -> list[str]:
    matches = phonenumbers.PhoneNumberMatcher(text, "CN", max_tries=MOST_NUMBERS)
    e164 = phonenumbers.PhoneNumberFormat.E164
    found = islice((phonenumbers.format_number(match.number, e164) for match in matches), MOST_NUMBERS)
    return sorted(set(found))


def _somebody(work: UnitOfWork, phones: list[str]) -> Select[UUID]:
    vault = work.resource(Vault)
    known = [lookup for number in phones for lookup in vault.lookups(ValueKind.PHONE, number)]
    return (
        select(SealedValue.id)
        .where(
            SealedValue.kind == ValueKind.PHONE.value,
            SealedValue.lookup == any_(literal(known, ARRAY(LargeBinary))),
        )
        .limit(1)
    )
