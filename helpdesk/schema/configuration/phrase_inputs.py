"""The input that saves a standard phrase."""

from __future__ import annotations

from typing import Any

import strawberry

from helpdesk.schema.configuration.inputs import ENTRY, EntryInput, NameInput
from helpdesk.schema.enums import Channel
from helpdesk.schema.fields import several


@strawberry.input(description="What the agent fills into a phrase.")
class BlankInput:
    """A blank."""

    code: str = strawberry.field(
        description="Its name in the text: a lower-case letter, then lower-case letters, digits, `_`, at most 40."
    )
    label: NameInput = strawberry.field(description="What to ask the agent by.")


@strawberry.input(description="A standard phrase (标准用语).")
class SavePhraseInput(EntryInput):
    """A phrase."""

    id: strawberry.ID | None = strawberry.field(default=None, description=f"{ENTRY} `phr_…`.")
    code: str = strawberry.field(description="Its code, unique.")
    name: NameInput = strawberry.field(description="What it is called.")
    text: NameInput = strawberry.field(
        description="What it says, at most 2,000 characters, with its blanks and `{customer}`, `{agent}`, `{group}`, "
        "`{item}`, `{number}` (the ticket's), `{member_code}`, `{store_code}`, `{order_code}`, `{date}`."
    )
    blanks: list[BlankInput] | None = strawberry.field(
        default=None, description="What the agent fills in; each stands in both texts."
    )
    channels: list[Channel] | None = strawberry.field(
        default=None, description="The channels that it is for; every one when left out."
    )
    group_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="The groups that it is for; every one when left out."
    )
    item_ids: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="The service items that it is for, with all below them; every one when left out.",
    )

    def document(self) -> dict[str, Any]:
        """As it is stored. Raises InvalidId."""
        return {
            "code": self.code,
            "name": self.name.document(),
            "text": self.text.document(),
            "blanks": [{"code": blank.code, "label": blank.label.document()} for blank in self.blanks or ()],
            "channels": self.channels or [],
            "group_ids": several("grp", self.group_ids, "groupIds"),
            "item_ids": several("svc", self.item_ids, "itemIds"),
        }
