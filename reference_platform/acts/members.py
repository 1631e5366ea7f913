"""Changing a member's data and secret."""

from __future__ import annotations

import re
from datetime import datetime

import strawberry
from psycopg import sql
from psycopg.rows import DictRow

from reference_platform.acts.answers import Answer, Done, MemberField, Precondition, PreconditionGone, Refused
from reference_platform.database import Connection, fetch_one
from reference_platform.demo.numbers import luhn_holds


@strawberry.input
class FieldChange:
    """One field: what the caller saw (`before`) and what it shall be (`after`)."""

    field: MemberField
    before: str | None
    after: str


@strawberry.input
class MemberChangeInput:
    """All changes of one form; applied whole or not at all."""

    member_code: str
    changes: list[FieldChange]


@strawberry.input
class PasswordResetInput:
    """A new secret, sent to `mobile`, which must be the number registered at that moment."""

    member_code: str
    mobile: str


async def apply_change(connection: Connection, stated: MemberChangeInput, now: datetime) -> Answer:
    """Set the fields if each one still has the value that the caller saw."""
    member = await _lock(connection, stated.member_code)
    if member is None:
        return _unknown(stated.member_code)
    fields = [change.field for change in stated.changes]
    if not fields or len(set(fields)) != len(fields):
        return Refused(reason="VALUE_INVALID", message="Name at least one field, and each only once.")
    gone = [change.field for change in stated.changes if member[_column(change.field)] != change.before]
    if gone:
        return PreconditionGone(which=Precondition.BEFORE_VALUE, fields=gone)
    wrong = [change.field.value for change in stated.changes if not _is_valid(change)]
    if wrong:
        return Refused(reason="VALUE_INVALID", message=f"Not a possible value: {', '.join(wrong)}.")
    settings = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(_column(change.field)), sql.Literal(change.after))
        for change in stated.changes
    )
    await connection.execute(
        sql.SQL("update members set {} where code = {}").format(settings, sql.Literal(stated.member_code))
    )
    return Done(reference=f"MC-{stated.member_code}-{now:%Y%m%d%H%M%S}", at=now)


async def reset_password(connection: Connection, stated: PasswordResetInput, now: datetime) -> Answer:
    """Send the member a new secret, if the number is still the one that the caller verified."""
    member = await _lock(connection, stated.member_code)
    if member is None:
        return _unknown(stated.member_code)
    if member["mobile"] != stated.mobile:
        return PreconditionGone(which=Precondition.BEFORE_VALUE, fields=[MemberField.MOBILE])
    await connection.execute(
        "update members set password_reset_at = %s where code = %s", (now, stated.member_code)
    )
    return Done(reference=f"PR-{stated.member_code}-{now:%Y%m%d%H%M%S}", at=now)


async def _lock(connection: Connection, code: str) -> DictRow | None:
    return await fetch_one(
        connection, "select * from members where code = %s and deleted_at is null for update", code
    )


def _unknown(code: str) -> Refused:
    return Refused(reason="MEMBER_UNKNOWN", message=f"There is no member {code}.")


def _column(field: MemberField) -> str:
    return field.value.lower()


def _is_valid(change: FieldChange) -> bool:
    match change.field:
        case MemberField.MOBILE:
            return re.fullmatch(r"\+[1-9]\d{6,14}", change.after) is not None
        case MemberField.BANK_CARD:
            return re.fullmatch(r"\d{12,19}", change.after) is not None and luhn_holds(change.after)
        case _:
            return 0 < len(change.after.strip()) <= 200
