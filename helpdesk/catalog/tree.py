"""The catalog as a tree: paths, children, desks, and what each item inherits from where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self, TypeVar
from uuid import UUID

from helpdesk.catalog.documents import DESK, SERVICE_ITEM, Desk, ServiceItem
from helpdesk.catalog.effective import Arrival, EffectiveConfiguration, Inherited
from helpdesk.catalog.errors import ItemNotOffered
from helpdesk.configuration.kinds import Snapshot
from helpdesk.kit.errors import Language, NotFound

_ANYHOW = Arrival()
_INHERITED = ("desk_id", "group_id", "policy_id", "procedure_id", "form", "default_priority", "skills")


class Catalog:
    """All items and desks of one version. Immutable; made once per snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.items: Mapping[UUID, ServiceItem] = snapshot.of(SERVICE_ITEM)
        self.desks: Mapping[UUID, Desk] = snapshot.of(DESK)
        self._by_code = {item.code: item for item in self.items.values()}
        self._lineages = {item_id: self._climb(item_id) for item_id in self.items}
        self._children = self._by_parent()
        self._nearest = {item_id: self._inheritance(item_id) for item_id in self.items}
        self._effective: dict[tuple[UUID, UUID | None], EffectiveConfiguration] = {}
        self._desk_of_store = _naming(self.desks, lambda desk: desk.store_codes)
        self._desk_of_menu = _naming(self.desks, lambda desk: desk.menu_ids)
        self._desk_of_channel = _naming(self.desks, lambda desk: desk.channels)
        self.default_desk = min(
            (desk for desk in self.desks.values() if desk.is_default), key=lambda desk: desk.id, default=None
        )

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """The catalog of a snapshot, built the first time that it is asked for."""
        return snapshot.build(cls)

    def item(self, item_id: UUID, *, field: str | None = None) -> ServiceItem:
        """The item of that id. Raises NotFound."""
        found = self.items.get(item_id)
        if found is None:
            raise NotFound(field=field, what="service item", id=item_id)
        return found

    def item_by_code(self, code: str, *, field: str | None = None) -> ServiceItem:
        """The item of that code. Raises NotFound."""
        found = self._by_code.get(code)
        if found is None:
            raise NotFound(field=field, what="service item", id=code)
        return found

    def offered(self, item_id: UUID, *, field: str | None = None) -> ServiceItem:
        """The item, if it and all above it are active. Raises NotFound and ItemNotOffered."""
        item = self.item(item_id, field=field)
        if not self.is_offered(item_id):
            raise ItemNotOffered(field=field, item=item.code)
        return item

    def submittable(self, item_id: UUID, *, field: str | None = None) -> ServiceItem:
        """The item, if tickets may be submitted under it. Raises NotFound and ItemNotOffered."""
        item = self.offered(item_id, field=field)
        if not item.submittable:
            raise ItemNotOffered(field=field, item=item.code)
        return item

    def is_offered(self, item_id: UUID) -> bool:
        """Whether an item is known and active, and everything above it too."""
        return item_id in self.items and all(self.items[node].active for node in self._lineages[item_id])

    def lineage(self, item_id: UUID) -> tuple[UUID, ...]:
        """The item and its ancestors, itself first; empty for an unknown item."""
        return self._lineages.get(item_id, ())

    def path(self, item_id: UUID) -> tuple[ServiceItem, ...]:
        """From the root down to the item."""
        return tuple(self.items[node] for node in reversed(self.lineage(item_id)))

    def children(self, item_id: UUID | None) -> tuple[ServiceItem, ...]:
        """The items right below one (of the root: None) by position, then code."""
        return self._children.get(item_id, ())

    def below(self, item_ids: Iterable[UUID]) -> frozenset[UUID]:
        """These items and all their descendants."""
        wanted = frozenset(item_ids)
        return frozenset(node for node, line in self._lineages.items() if not wanted.isdisjoint(line))

    def name(self, item_id: UUID, language: Language) -> str:
        """The item's own name for a reader of that language. Raises NotFound."""
        return self.item(item_id).name.in_language(language)

    def desk_for(self, item_id: UUID, arrival: Arrival = _ANYHOW) -> Inherited[UUID] | None:
        """The desk that answers for an item that came in this way, the most specific saying first.

        The item's own desk or its nearest ancestor's; else the desk that names the store; else the menu;
        else the channel; else the default desk. It comes from the item that names it, or from itself.
        """
        tied: Inherited[UUID] | None = self._nearest.get(item_id, {}).get("desk_id")
        if tied is not None:
            return tied
        desk = (
            (arrival.store_code is not None and self._desk_of_store.get(arrival.store_code))
            or (arrival.menu_id is not None and self._desk_of_menu.get(arrival.menu_id))
            or (arrival.channel is not None and self._desk_of_channel.get(arrival.channel))
            or self.default_desk
        )
        return Inherited(desk.id, desk.id) if desk else None

    def group_for(self, item_id: UUID, desk_id: UUID | None) -> Inherited[UUID] | None:
        """The group responsible for an item at a desk: its nearest tie where honoured, else the desk's."""
        desk = self.desks.get(desk_id) if desk_id else None
        if desk is None:
            return None
        tie: Inherited[UUID] | None = self._nearest.get(item_id, {}).get("group_id")
        if desk.honours_ties and tie is not None:
            return tie
        return Inherited(desk.default_group_id, desk.id) if desk.default_group_id else None

    def effective(self, item_id: UUID, arrival: Arrival = _ANYHOW) -> EffectiveConfiguration:
        """Everything that holds for an item, with its origins. Raises NotFound."""
        self.item(item_id)
        desk = self.desk_for(item_id, arrival)
        key = item_id, desk.inherited_from if desk else None
        if key not in self._effective:
            self._effective[key] = self._worked_out(item_id, desk)
        return self._effective[key]

    def _worked_out(self, item_id: UUID, desk: Inherited[UUID] | None) -> EffectiveConfiguration:
        nearest = self._nearest[item_id]
        return EffectiveConfiguration(
            item_id=item_id,
            desk=desk,
            group=self.group_for(item_id, desk.value if desk else None),
            policy=nearest.get("policy_id"),
            procedure=nearest.get("procedure_id"),
            form=nearest.get("form"),
            default_priority=nearest.get("default_priority"),
            skills=nearest.get("skills"),
        )

    def _climb(self, item_id: UUID) -> tuple[UUID, ...]:
        line: dict[UUID, None] = {}
        item = self.items.get(item_id)
        while item is not None and item.id not in line:  # a cycle ends where it began; publishing refuses it
            line[item.id] = None
            item = self.items.get(item.parent_id) if item.parent_id else None
        return tuple(line)

    def _by_parent(self) -> dict[UUID | None, tuple[ServiceItem, ...]]:
        found: dict[UUID | None, list[ServiceItem]] = {}
        for item in sorted(self.items.values(), key=lambda item: (item.position, item.code)):
            found.setdefault(item.parent_id, []).append(item)
        return {parent: tuple(children) for parent, children in found.items()}

    def _inheritance(self, item_id: UUID) -> dict[str, Inherited[Any]]:
        nearest: dict[str, Inherited[Any]] = {}
        for node in self._lineages[item_id]:
            for name in _INHERITED:
                value = getattr(self.items[node], name)
                if name not in nearest and value is not None and value != ():
                    nearest[name] = Inherited(value, node)
        return nearest


Named = TypeVar("Named")


def _naming(desks: Mapping[UUID, Desk], names: Callable[[Desk], Iterable[Named]]) -> dict[Named, Desk]:
    """The desk that each name is claimed by; the oldest one, should several (publishing refuses that)."""
    ordered = sorted(desks.values(), key=lambda desk: desk.id, reverse=True)
    return {name: desk for desk in ordered for name in names(desk)}
