"""Texts in both languages with placeholders such as `{customer}`: what they name, and how they are filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints

from helpdesk.kit.errors import Language

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
Wording = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00]+$")]


class LocalisedWording(BaseModel):
    """A text of at most 2,000 characters in Chinese and English; both are required."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: Wording
    en: Wording

    def in_language(self, language: Language) -> str:
        """The text for a reader of that language."""
        return self.zh if language == "zh-CN" else self.en


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return set(_PLACEHOLDER.findall(text))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with these values in their places; what a value itself says is left as it is."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def stray_braces(text: str) -> Iterator[str]:
    """Braces that belong to no placeholder."""
    return (character for character in _PLACEHOLDER.sub("", text) if character in "{}")
