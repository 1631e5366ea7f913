"""What a platform's error codes mean, where it answers by GraphQL errors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from helpdesk.platform.acts import Precondition


class Meaning(BaseModel):
    """One code. In all cases nothing was done; a code that is not mapped leaves that open.

    `unavailable`: try again. `refused_call`: token, address or contract are wrong. `key_reused`: the key has
    another input. `not_found`: null. `refused` and `precondition_gone` are answers to an act.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal[
        "unavailable", "refused_call", "key_reused", "not_found", "refused", "precondition_gone"
    ] = Field(alias="is")
    reason: str = ""
    which: Precondition | None = None


def _short(stated: object) -> object:
    return {"is": stated} if isinstance(stated, str) else stated


class Errors(BaseModel):
    """Where an error tells its code, and what the codes mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code_at: str = "extensions.code"
    codes: dict[str, Annotated[Meaning, BeforeValidator(_short)]] = {}


class ErrorAnswer(Exception):
    """The platform answered by an error that means something to the helpdesk; nothing was done."""

    def __init__(self, code: str, meaning: Meaning, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.meaning = meaning
        self.message = message
