"""What the catalog is made of: service items, service desks and navigation menus, as versioned entries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from helpdesk.configuration.kinds import Entry, Kind
from helpdesk.kit.channel import Channel
from helpdesk.kit.names import LocalisedText
from helpdesk.kit.priority import Priority

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}$")]
Word = Annotated[str, StringConstraints(pattern=r"^[^\x00]+$", max_length=64)]
MENU_DEPTH = 8


class ServiceItem(Entry):
    """One node of the service catalog (服务目录).

    Only a leaf that is `submittable` takes tickets. What an item leaves out it inherits from its nearest
    ancestor that has it; no `skills` at all means inherited ones. `group_id` is the responsibility tie
    (责任关系); `form` a JSON Schema 2020-12 of an object.
    """

    parent_id: UUID | None = None
    code: Code
    name: LocalisedText
    description: LocalisedText | None = None
    active: bool = True
    submittable: bool = False
    group_id: UUID | None = None
    desk_id: UUID | None = None
    policy_id: UUID | None = None
    procedure_id: UUID | None = None
    form: dict[str, Any] | None = None
    default_priority: Priority | None = None
    skills: tuple[Word, ...] = ()
    position: int = 0


class Desk(Entry):
    """A service desk (服务台): who answers for what arrives at it.

    The three ways of delivering are one mechanism. Single: the default desk alone, `honours_ties` false, so
    that all goes to its default group. Multiple: desks that name their channels, stores and menus.
    Master/slave: a desk that honours ties, so that an item's (or its nearest ancestor's) group comes first
    and the desk's default group takes the rest.
    """

    name: LocalisedText
    default_group_id: UUID | None = None
    honours_ties: bool = False
    is_default: bool = False
    channels: tuple[Channel, ...] = ()
    store_codes: tuple[Word, ...] = ()
    menu_ids: tuple[UUID, ...] = ()


class MenuEntry(BaseModel):
    """One line of a menu: an item, under a name of its own where it has one, with the lines below it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item_id: UUID
    name: LocalisedText | None = None
    children: tuple[MenuEntry, ...] = ()


class Menu(Entry):
    """A navigation menu (导航菜单) of one channel; a channel may have several, shown one after another."""

    channel: Channel
    entries: tuple[MenuEntry, ...] = Field(default=(), max_length=200)

    @model_validator(mode="after")
    def _is_shallow(self) -> Self:
        if any(depth > MENU_DEPTH for depth, _ in self.lines()):
            raise ValueError(f"a menu is at most {MENU_DEPTH} levels deep")
        return self

    def lines(self) -> Iterator[tuple[int, MenuEntry]]:
        """Every entry with its level, the top level being 1."""
        waiting = [(1, entry) for entry in reversed(self.entries)]
        while waiting:
            depth, entry = waiting.pop()
            yield depth, entry
            waiting.extend((depth + 1, child) for child in reversed(entry.children))


SERVICE_ITEM = Kind("service_item", ServiceItem)
DESK = Kind("desk", Desk)
MENU = Kind("menu", Menu)
