"""Standard phrases (标准用语): replies that a department has worded beforehand (docs/domain.md §5).

A placeholder is either a fact, which the helpdesk fills in itself, or one of the phrase's own blanks, which the
agent fills in. There is none for a phone, an address or a password: these never belong in a reply.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.accounts.models import AgentGroup
from helpdesk.catalog.documents import Code
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Check, Entry, EntryRefused, Kind, Snapshot
from helpdesk.kit.channel import Channel
from helpdesk.kit.errors import Language
from helpdesk.kit.names import LocalisedText
from helpdesk.kit.wording import LocalisedWording, filled, placeholders, stray_braces

FACTS: Final = frozenset(
    {"customer", "agent", "group", "item", "number", "member_code", "store_code", "order_code", "date"}
)
"""What the helpdesk fills in."""


class Blank(BaseModel):
    """What the agent fills in, at most 200 characters: its name in the text, and the label to ask by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    label: LocalisedText


class Phrase(Entry):
    """A reply worded beforehand. It is offered where the ticket's channel, group and service item (or one above
    it) are among those it names; where it names none, everywhere."""

    code: Code
    name: LocalisedText
    text: LocalisedWording
    blanks: tuple[Blank, ...] = Field(default=(), max_length=20)
    channels: tuple[Channel, ...] = ()
    group_ids: tuple[UUID, ...] = ()
    item_ids: tuple[UUID, ...] = ()

    @model_validator(mode="after")
    def _fills_what_is_known(self) -> Self:
        own = [blank.code for blank in self.blanks]
        if len(set(own)) < len(own) or FACTS & set(own):
            raise ValueError("a blank has the name of another placeholder")
        for text in (self.text.zh, self.text.en):
            named = placeholders(text)
            for name in sorted(named - FACTS - set(own)):
                raise ValueError(f"there is no placeholder {{{name}}}")
            for name in sorted(set(own) - named):
                raise ValueError(f"the blank {{{name}}} does not stand in both texts")
            if any(stray_braces(text)):
                raise ValueError("a brace belongs to no placeholder")
        return self

    def fits(self, *, channel: str, group_id: UUID, item_ids: Collection[UUID]) -> bool:
        """Whether it is offered on such a ticket; `item_ids` are its service item and those above it."""
        return (
            (not self.channels or channel in self.channels)
            and (not self.group_ids or group_id in self.group_ids)
            and (not self.item_ids or not set(self.item_ids).isdisjoint(item_ids))
        )

    def missing(self, values: Mapping[str, str], language: Language) -> list[str]:
        """The placeholders of its text that none of these values fills, in order of their names."""
        return sorted(name for name in placeholders(self.text.in_language(language)) if not values.get(name))

    def written(self, values: Mapping[str, str], language: Language) -> str:
        """Its text with these values; what none of them fills stays a placeholder."""
        return filled(
            self.text.in_language(language), {name: value for name, value in values.items() if value}
        )


PHRASE = Kind("phrase", Phrase)


async def phrases_fit(session: AsyncSession, snapshot: Snapshot) -> Iterable[EntryRefused]:
    """Phrases have codes of their own and name groups and service items that are there."""
    phrases = snapshot.of(PHRASE).values()
    codes = Counter(phrase.code for phrase in phrases)
    named = {group_id for phrase in phrases for group_id in phrase.group_ids}
    query = select(AgentGroup.id).where(AgentGroup.id.in_(named), AgentGroup.active)
    groups = set(await session.scalars(query)) if named else set()
    return [
        EntryRefused(PHRASE.name, phrase.code, *fault)
        for phrase in phrases
        for fault in _faults(phrase, codes[phrase.code], groups, Catalog.of(snapshot))
    ]


CHECKS: tuple[Check, ...] = (phrases_fit,)


def _faults(
    phrase: Phrase, count: int, groups: Collection[UUID], catalog: Catalog
) -> Iterator[tuple[str, str]]:
    if count > 1:
        yield "its code is used twice", "编号重复"
    for group_id in phrase.group_ids:
        if group_id not in groups:
            yield f"there is no group {group_id} in use", f"客服组 {group_id} 不存在或已停用"
    for item_id in phrase.item_ids:
        if item_id not in catalog.items:
            yield f"there is no item {item_id}", f"服务项 {item_id} 不存在"
