"""A standard phrase as a reply names it."""

from __future__ import annotations

import strawberry

from helpdesk.kit.errors import InvalidValue
from helpdesk.schema.people.enums import Language
from helpdesk.tickets.phrasing import Chosen


@strawberry.input(description="What an agent fills into a blank of a phrase.")
class PhraseBlankInput:
    """One blank."""

    code: str = strawberry.field(description="The blank's code.")
    value: str = strawberry.field(description="What stands there, at most 200 characters.")


@strawberry.input(description="A standard phrase (标准用语) to reply with.")
class PhraseReplyInput:
    """A phrase of `ticketPhrases`."""

    code: str = strawberry.field(description="The phrase's code.")
    language: Language = strawberry.field(default=Language.ZH_CN, description="The language to reply in.")
    blanks: list[PhraseBlankInput] | None = strawberry.field(
        default=None, description="Its blanks, each once; PHRASE_INCOMPLETE names what is missing."
    )

    def read(self) -> Chosen:
        """As the verb takes it. Raises InvalidValue for a blank that is given twice."""
        values: dict[str, str] = {}
        for place, blank in enumerate(self.blanks or ()):
            if blank.code in values:
                at = f"phrase.blanks.{place}.code"
                raise InvalidValue(at, "This blank is given twice.", "该填空项重复。")
            values[blank.code] = blank.value
        return Chosen(self.code, "zh-CN" if self.language is Language.ZH_CN else "en", values)
