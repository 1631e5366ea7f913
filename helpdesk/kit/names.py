"""Names and texts that exist in both languages."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from helpdesk.kit.errors import Language


class LocalisedText(BaseModel):
    """A short text in Chinese and English; both are required."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str = Field(min_length=1, max_length=200)
    en: str = Field(min_length=1, max_length=200)

    def in_language(self, language: Language) -> str:
        """The text for a reader of that language."""
        return self.zh if language == "zh-CN" else self.en
