"""Desks, menus and routing rules as one version of the configuration has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from helpdesk.catalog.documents import DESK, MENU
from helpdesk.catalog.documents import Desk as DeskDocument
from helpdesk.catalog.documents import Menu as MenuDocument
from helpdesk.catalog.documents import MenuEntry as LineDocument
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Kind, Snapshot
from helpdesk.kit.actor import Permission
from helpdesk.routing.rules import ROUTING_RULE
from helpdesk.routing.rules import RoutingRule as RuleDocument
from helpdesk.schema.catalog import types as catalog
from helpdesk.schema.catalog.types import ServiceItem, name_of
from helpdesk.schema.configuration import conditions
from helpdesk.schema.context import Context
from helpdesk.schema.enums import Channel, Priority
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.types import AgentGroup, Name
from helpdesk.schema.projection.declarations import column, identifier
from helpdesk.schema.projection.requests import ByKey
from helpdesk.schema.sources import GROUPS


@strawberry.type(description="A line of a navigation menu as it is written, offered or not.")
class MenuLine:
    """An item under a name of its own, with the lines below it."""

    row: strawberry.Private[LineDocument]
    snapshot: strawberry.Private[Snapshot]
    name: Name | None = column("name", "Its own name; null where it goes by the item's.", convert=name_of)

    @strawberry.field(description="The service item behind it.")
    def item(self) -> ServiceItem:
        """The item."""
        return catalog.shown(Catalog.of(self.snapshot), self.row.item_id)

    @strawberry.field(description="The lines below it.")
    def children(self) -> list[MenuLine]:
        """One level down."""
        return [MenuLine(row=line, snapshot=self.snapshot) for line in self.row.children]


@strawberry.type(description="A navigation menu (导航菜单) of one channel, as it is written.")
class Menu(Node):
    """A menu."""

    row: strawberry.Private[MenuDocument]
    snapshot: strawberry.Private[Snapshot]
    id: strawberry.ID = identifier("mnu")
    channel: Channel = column("channel", "The channel that shows it.")

    @strawberry.field(description="Its top lines.")
    def entries(self) -> list[MenuLine]:
        """One level down."""
        return [MenuLine(row=line, snapshot=self.snapshot) for line in self.row.entries]


@strawberry.type(description="A service desk (服务台): who answers for what arrives at it.")
class Desk(Node):
    """A desk."""

    row: strawberry.Private[DeskDocument]
    snapshot: strawberry.Private[Snapshot]
    id: strawberry.ID = identifier("dsk")
    name: Name = column("name", "What it is called.", convert=name_of)
    honours_ties: bool = column(
        "honours_ties", "Whether an item's responsible group comes before its default group (责任关系)."
    )
    is_default: bool = column("is_default", "Whether it takes what no other desk claims.")
    channels: list[Channel] = column("channels", "The channels that it claims.", convert=list)
    store_codes: list[str] = column("store_codes", "The stores that it claims.", convert=list)

    @strawberry.field(description="The group that takes what has no other.")
    def default_group(self) -> AgentGroup | None:
        """The desk's own group."""
        return cast("AgentGroup | None", ByKey(GROUPS, self.row.default_group_id))

    @strawberry.field(description="The menus that it claims.")
    def menus(self) -> list[Menu]:
        """Menus whose choices arrive here."""
        known = self.snapshot.of(MENU)
        return [Menu(row=known[key], snapshot=self.snapshot) for key in self.row.menu_ids]


@strawberry.type(description="If a request looks like this, then it goes there.")
class RoutingRule(Node):
    """A rule; rules are tried by position, then id, up to and with the first that stops."""

    row: strawberry.Private[RuleDocument]
    snapshot: strawberry.Private[Snapshot]
    id: strawberry.ID = identifier("rul")
    name: Name = column("name", "What it is called.", convert=name_of)
    position: int = column("position", "Its place among the rules.")
    active: bool = column("active", "Whether it is tried.")

    @strawberry.field(description="When it applies, in the shape of `RoutingConditionInput`.")
    def when(self) -> JSON:
        """The condition."""
        return JSON(conditions.shown(self.row.when))

    @strawberry.field(description="The group that it names.")
    def group(self) -> AgentGroup | None:
        """The first rule that names a group wins."""
        return cast("AgentGroup | None", ByKey(GROUPS, self.row.then.group_id))

    @strawberry.field(description="The priority that it sets.")
    def priority(self) -> Priority | None:
        """The first rule that sets one wins."""
        return self.row.then.priority

    @strawberry.field(description="The tags that it adds.")
    def add_tags(self) -> list[str]:
        """Tags are collected from all rules that apply."""
        return list(self.row.then.add_tags)

    @strawberry.field(description="Whether no rule after it is tried once it applied.")
    def stop(self) -> bool:
        """The end of the search."""
        return self.row.then.stop


def desks(snapshot: Snapshot) -> list[Desk]:
    """All desks, the default one first, then by id."""
    rows = sorted(snapshot.of(DESK).values(), key=lambda row: (not row.is_default, row.id))
    return [Desk(row=row, snapshot=snapshot) for row in rows]


def menus(snapshot: Snapshot) -> list[Menu]:
    """All menus, the oldest first."""
    rows = sorted(snapshot.of(MENU).values(), key=lambda row: row.id)
    return [Menu(row=row, snapshot=snapshot) for row in rows]


def rules(snapshot: Snapshot, keys: Iterable[UUID] | None = None) -> list[RoutingRule]:
    """All rules, or these, in the order in which they are tried."""
    known = snapshot.of(ROUTING_RULE)
    rows = known.values() if keys is None else [known[key] for key in keys]
    ordered = sorted(rows, key=lambda row: (row.position, row.id))
    return [RoutingRule(row=row, snapshot=snapshot) for row in ordered]


async def entry(
    context: Context, kind: Kind[Any], shape: type[Any], key: UUID | None, version: int | None = None
) -> Any:
    """An entry of a version by id, for those who may read the configuration; None where it has none."""
    if key is None or not context.actor.may(Permission.CONFIGURATION_READ):
        return None
    snapshot = await context.configuration(version)
    row = snapshot.of(kind).get(key)
    return None if row is None else shape(row=row, snapshot=snapshot)


NODES.register("dsk", lambda context, key: entry(context, DESK, Desk, key))
NODES.register("mnu", lambda context, key: entry(context, MENU, Menu, key))
NODES.register("rul", lambda context, key: entry(context, ROUTING_RULE, RoutingRule, key))
