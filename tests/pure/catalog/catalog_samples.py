"""Small catalogs to try rules on: names stand for ids."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from helpdesk.catalog.documents import Desk, Menu, ServiceItem
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Snapshot

_NAMES = UUID(int=7)


def uid(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(_NAMES, name)


def text(name: str) -> dict[str, str]:
    """A name in both languages."""
    return {"zh": f"{name}（中）", "en": name}


def item(code: str, parent: str | None = None, **fields: Any) -> ServiceItem:
    return ServiceItem(id=uid(code), code=code, name=text(code), parent_id=parent and uid(parent), **fields)


def desk(name: str, **fields: Any) -> Desk:
    return Desk(id=uid(name), name=text(name), **fields)


def menu(name: str, channel: str, entries: list[dict[str, Any]]) -> Menu:
    return Menu(id=uid(name), channel=channel, entries=entries)


def snapshot(*entries: ServiceItem | Desk | Menu) -> Snapshot:
    kinds = {ServiceItem: "service_item", Desk: "desk", Menu: "menu"}
    by_kind: dict[str, dict[UUID, Any]] = {}
    for entry in entries:
        by_kind.setdefault(kinds[type(entry)], {})[entry.id] = entry
    return Snapshot(1, by_kind)


def catalog(*entries: ServiceItem | Desk | Menu) -> Catalog:
    return Catalog.of(snapshot(*entries))
