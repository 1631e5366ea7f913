"""Changing a member's information (docs/domain.md, 3.1): what the form may ask, what it needs, what stands in the
way at the moment of application."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from helpdesk.kit.errors import HelpdeskError, InvalidValue
from helpdesk.kit.text import clean, phone
from helpdesk.platform.acts import FieldChange
from helpdesk.platform.values import Member, MemberField
from helpdesk.procedures.rules import normal
from helpdesk.procedures.rules.errors import (
    BeforeValueDiffers,
    FieldTwice,
    IdNumberNeverChanges,
    NothingToChange,
    PasswordIsNoFormField,
    PhoneNotVerified,
    UnknownMemberField,
    ValueChangedMeanwhile,
)
from helpdesk.procedures.rules.verdict import Verdict

ID_NUMBER: Final = "ID_NUMBER"
PASSWORD: Final = "PASSWORD"  # noqa: S105 - the name of a field, not a secret
SELF_SERVICE: Final = frozenset({MemberField.WECHAT_ID, MemberField.BANK_CARD, MemberField.SHIPPING_ADDRESS})
"""What a member changes in the portal without anybody; the form is for who cannot do it themselves."""
LONGEST: Final = 500
_CARD_DIGITS: Final = range(12, 20)


class Need(StrEnum):
    """What a change needs before it is applied."""

    ID_COPY = "ID_COPY"
    PHONE_VERIFICATION = "PHONE_VERIFICATION"
    DOCUMENTS = "DOCUMENTS"


@dataclass(frozen=True, slots=True)
class Asked:
    """One row of the form. `field` is as the submitter wrote it: a member field, or what never is one."""

    field: str
    before: str | None = dataclasses.field(repr=False)
    after: str | None = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class FieldStanding:
    """What a front end shows of a field beforehand."""

    field: MemberField
    self_service: bool
    needs: frozenset[Need]


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """`changes` as they are to be applied; empty unless the form is right. `mismatched` counts towards the limit."""

    changes: tuple[FieldChange, ...]
    needs: frozenset[Need]
    mismatched: tuple[MemberField, ...]


def needs(fields: Iterable[MemberField], member: Member) -> frozenset[Need]:
    """What a change of these fields needs: an ID copy always; a call for the mobile; papers for a store's name."""
    asked = set(fields)
    found = {Need.ID_COPY}
    if MemberField.MOBILE in asked:
        found.add(Need.PHONE_VERIFICATION)
    if MemberField.NAME in asked and member.legal_person_of:
        found.add(Need.DOCUMENTS)
    return frozenset(found)


def standings(member: Member) -> tuple[FieldStanding, ...]:
    """Every field that the form can change, with what it takes."""
    return tuple(FieldStanding(one, one in SELF_SERVICE, needs([one], member)) for one in MemberField)


def check_form(asked: Sequence[Asked], member: Member, *, path: str = "changes") -> Verdict[ChangeFacts]:
    """Whether a form can be taken in, held against what the platform holds now.

    A form that touches the ID number or a password is refused for that alone: nothing else that it holds is
    looked at, so that nothing is learnt from the answer.
    """
    never = forbidden(asked, path=path)
    if never:
        return Verdict(ChangeFacts((), frozenset(), ()), never)
    refusals: list[HelpdeskError] = [] if asked else [NothingToChange(field=path)]
    changes: list[FieldChange] = []
    mismatched: list[MemberField] = []
    seen: set[MemberField] = set()
    for place, row in enumerate(asked):
        here = f"{path}.{place}"
        which = _known(row.field)
        if which is None:
            refusals.append(UnknownMemberField(field=f"{here}.field"))
        elif which in seen:
            refusals.append(FieldTwice(field=f"{here}.field"))
        else:
            seen.add(which)
            found, wrong = _row(row, which, member, here)
            refusals.extend(wrong)
            changes.extend(found)
            mismatched.extend(which for one in wrong if isinstance(one, BeforeValueDiffers))
    facts = ChangeFacts(() if refusals else tuple(changes), needs(seen, member), tuple(mismatched))
    return Verdict(facts, tuple(refusals))


def check_application(
    changes: Sequence[FieldChange], member: Member, *, phone_verified: bool
) -> Verdict[tuple[MemberField, ...]]:
    """Whether verified changes can be applied now. The facts are the fields in conflict: back to verification."""
    gone = tuple(one.field for one in changes if not _holds(member, one.field, one.before))
    refusals: list[HelpdeskError] = [
        ValueChangedMeanwhile(field=f"changes.{field.value}", member_field=field.value) for field in gone
    ]
    if not phone_verified and Need.PHONE_VERIFICATION in needs((one.field for one in changes), member):
        refusals.append(PhoneNotVerified())
    return Verdict(gone, tuple(refusals))


def forbidden(asked: Sequence[Asked], *, path: str = "changes") -> tuple[HelpdeskError, ...]:
    """What no form may hold, whoever it is about: the ID number and a password."""
    return tuple(_never(asked, path))


def _never(asked: Sequence[Asked], path: str) -> Iterable[HelpdeskError]:
    for place, row in enumerate(asked):
        name = row.field.strip().upper()
        if name == ID_NUMBER:
            yield IdNumberNeverChanges(field=f"{path}.{place}")
        elif name == PASSWORD:
            yield PasswordIsNoFormField(field=f"{path}.{place}")


def _known(name: str) -> MemberField | None:
    try:
        return MemberField(name)
    except ValueError:
        return None


def _row(
    row: Asked, which: MemberField, member: Member, here: str
) -> tuple[list[FieldChange], list[HelpdeskError]]:
    """The change that a row asks for, or what is wrong with it."""
    refusals: list[HelpdeskError] = []
    if not _holds(member, which, row.before):
        refusals.append(BeforeValueDiffers(field=f"{here}.before", member_field=which.value))
    try:
        after = _written(which, row.after or "", f"{here}.after")
    except InvalidValue as error:
        return [], [*refusals, error]
    if not refusals and normal.of_field(which, after) == normal.of_field(which, member.value(which)):
        refusals.append(NothingToChange(field=f"{here}.after"))
    return [FieldChange(which, member.value(which), after)], refusals


def _holds(member: Member, which: MemberField, before: str | None) -> bool:
    return normal.of_field(which, member.value(which)) == normal.of_field(which, before)


def _written(which: MemberField, after: str, path: str) -> str:
    """The new value as the platform is to hold it. Raises InvalidValue."""
    text = clean(normal.folded(clean(after, field=path, at_most=LONGEST)), field=path, at_most=LONGEST)
    if which is MemberField.MOBILE:
        return phone(text, field=path)
    written = normal.of_field(which, text) or ""
    if which is MemberField.BANK_CARD and not (
        written.isascii() and written.isdigit() and len(written) in _CARD_DIGITS
    ):
        raise InvalidValue(path, "A bank card number has 12 to 19 digits.", "银行卡号应为 12 至 19 位数字。")
    return written
