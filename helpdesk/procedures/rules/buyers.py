"""To whom an invoice is made out, and what must be known of them (docs/domain.md, 3.4)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from helpdesk.kit.errors import HelpdeskError, InvalidValue
from helpdesk.kit.text import clean, phone
from helpdesk.procedures.rules.errors import CreditCodeWrong, TaxNumberWrong, TaxpayerRequired
from helpdesk.procedures.rules.taxpayer import is_credit_code, is_tax_number

LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Organisation:
    """A company: its name is the invoice's title; either number says which taxpayer it is."""

    title: str = dataclasses.field(repr=False)
    tax_number: str | None
    credit_code: str | None
    address: str = dataclasses.field(repr=False)
    phone: str = dataclasses.field(repr=False)
    bank: str
    account: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class Individual:
    """A person: name and phone, nothing more is asked."""

    title: str = dataclasses.field(repr=False)
    phone: str = dataclasses.field(repr=False)


Buyer: TypeAlias = Organisation | Individual


def check_buyer(buyer: Buyer, *, path: str = "buyer") -> Iterator[HelpdeskError]:
    """What is wrong or missing in a buyer's data."""
    yield from _texts(buyer, path, ("title",))
    try:
        phone(buyer.phone, field=f"{path}.phone")
    except InvalidValue as error:
        yield error
    if isinstance(buyer, Organisation):
        yield from _texts(buyer, path, ("address", "bank", "account"))
        yield from _taxpayer(buyer, path)


def _texts(buyer: Buyer, path: str, names: tuple[str, ...]) -> Iterator[HelpdeskError]:
    for name in names:
        try:
            clean(getattr(buyer, name), field=f"{path}.{name}", at_most=LONGEST)
        except InvalidValue as error:
            yield error


def _taxpayer(buyer: Organisation, path: str) -> Iterator[HelpdeskError]:
    if not buyer.tax_number and not buyer.credit_code:
        yield TaxpayerRequired(field=f"{path}.taxNumber")
    if buyer.tax_number and not is_tax_number(buyer.tax_number):
        yield TaxNumberWrong(field=f"{path}.taxNumber")
    if buyer.credit_code and not is_credit_code(buyer.credit_code):
        yield CreditCodeWrong(field=f"{path}.creditCode")
