"""The policy that a definition begins a verification with, as `{"field": "MOBILE", "registered_attempts": 1, …}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from helpdesk.kit.names import LocalisedText
from helpdesk.procedures.rules.verification import NO_CODE, Policy, VerifiedField


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    field: VerifiedField = Field(strict=False)
    registered_attempts: int = Field(1, ge=1, le=20)
    right_answers: int = Field(3, ge=1, le=5)
    code_allowed: bool = False


def read(given: Mapping[str, Any]) -> Policy:
    """The policy. Raises ValidationError, which publishing tells of by `fault`."""
    found = _Given.model_validate(dict(given))
    return Policy(
        found.field,
        registered_attempts=found.registered_attempts,
        right_answers=found.right_answers,
        code_allowed=found.code_allowed,
    )


def fault(given: Mapping[str, Any]) -> LocalisedText | None:
    """What is wrong with it, if anything."""
    try:
        policy = read(given)
    except ValidationError as error:
        names = ", ".join(".".join(map(str, one["loc"])) for one in error.errors())
        return LocalisedText(
            zh=f"电话核实设置有误：{names}", en=f"the policy of the phone verification is wrong: {names}"
        )
    if policy.code_allowed and policy.field in NO_CODE:
        return LocalisedText(
            zh="姓名和银行卡不得以验证码代替电话核实",
            en="no one-time code stands for the call where a name or a bank card is changed",
        )
    return None
