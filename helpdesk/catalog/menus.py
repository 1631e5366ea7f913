"""Navigation menus as a channel shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from helpdesk.catalog.documents import MENU, MenuEntry
from helpdesk.catalog.tree import Catalog
from helpdesk.kit.channel import Channel
from helpdesk.kit.errors import Language
from helpdesk.kit.names import LocalisedText


@dataclass(frozen=True, slots=True)
class MenuNode:
    """One line of a menu, under the name that it has there."""

    menu_id: UUID
    item_id: UUID
    name: LocalisedText
    submittable: bool
    children: tuple[MenuNode, ...]

    def shown(self, language: Language) -> str:
        """The line's text for a reader of that language."""
        return self.name.in_language(language)


def navigation(catalog: Catalog, channel: Channel) -> tuple[MenuNode, ...]:
    """The lines of all menus of a channel, older menus first, without what is not offered.

    A line goes by its own name, else by its item's. A line whose item is switched off, or below one that
    is, goes away together with the lines under it.
    """
    menus = sorted(catalog.snapshot.of(MENU).values(), key=lambda menu: menu.id)
    return tuple(
        node for menu in menus if menu.channel is channel for node in _nodes(catalog, menu.id, menu.entries)
    )


def _nodes(catalog: Catalog, menu_id: UUID, entries: Iterable[MenuEntry]) -> tuple[MenuNode, ...]:
    return tuple(
        MenuNode(
            menu_id=menu_id,
            item_id=entry.item_id,
            name=entry.name or catalog.item(entry.item_id).name,
            submittable=catalog.item(entry.item_id).submittable,
            children=_nodes(catalog, menu_id, entry.children),
        )
        for entry in entries
        if catalog.is_offered(entry.item_id)
    )
