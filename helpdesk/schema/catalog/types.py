"""The service catalog as the API shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from helpdesk.catalog.documents import ServiceItem as Document
from helpdesk.catalog.menus import MenuNode, navigation
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Snapshot
from helpdesk.kit import ids
from helpdesk.kit.actor import Permission
from helpdesk.kit.names import LocalisedText
from helpdesk.schema.context import Context, Info
from helpdesk.schema.enums import Channel, Priority
from helpdesk.schema.fields import optional
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.types import AgentGroup, Name
from helpdesk.schema.projection.declarations import column, identifier, reference
from helpdesk.schema.projection.reading import Run
from helpdesk.schema.projection.requests import ByKey, Pinned
from helpdesk.schema.sources import GROUPS


def name_of(text: LocalisedText) -> Name:
    """A document's name as the API shows it."""
    return Name(zh=text.zh, en=text.en)


@strawberry.type(description="A value that holds for a service item, and whence.")
class InheritedReference:
    """An inherited id."""

    value: strawberry.ID = strawberry.field(description="Global id of the group, desk or policy.")
    inherited_from: strawberry.ID = strawberry.field(
        description="The item (`svc_…`) or desk (`dsk_…`) that says so; the item itself where it does."
    )


@strawberry.type(description="What holds for a service item, each value with its origin.")
class EffectiveConfiguration:
    """Inherited configuration; null where neither the item nor an ancestor says anything."""

    group: InheritedReference | None = strawberry.field(description="The responsible group.")
    desk: InheritedReference | None = strawberry.field(description="The service desk.")
    sla_policy: InheritedReference | None = strawberry.field(description="The SLA policy.")
    procedure: InheritedReference | None = strawberry.field(
        description="The procedure that its tickets begin."
    )
    default_priority: Priority | None = strawberry.field(description="Priority of a ticket that states none.")
    skills: list[str] = strawberry.field(description="Skills that an agent needs.")


@strawberry.type(description="What a service item says for itself; null where it inherits.")
class OwnConfiguration:
    """Own values, to edit and save."""

    row: strawberry.Private[Document]
    group_id: strawberry.ID | None = reference("grp", "group_id", "The responsible group (责任关系).")
    desk_id: strawberry.ID | None = reference("dsk", "desk_id", "The service desk.")
    sla_policy_id: strawberry.ID | None = reference("pol", "policy_id", "The SLA policy.")
    procedure_id: strawberry.ID | None = reference(
        "prd", "procedure_id", "The procedure that its tickets begin."
    )
    form: JSON | None = column("form", "JSON Schema of its own form.")
    default_priority: Priority | None = column("default_priority", "Priority of a ticket that states none.")
    skills: list[str] = column("skills", "Skills that an agent needs; empty where it inherits.", convert=list)


@strawberry.type(description="A node of the service catalog (服务目录).")
class ServiceItem(Node):
    """A service item, as one version of the configuration has it."""

    row: strawberry.Private[Document]
    catalog: strawberry.Private[Catalog]
    id: strawberry.ID = identifier("svc")
    code: str = column("code", "Its code, unique.")
    name: Name = column("name", "What it is called.", convert=name_of)
    description: Name | None = column("description", "What it is for.", convert=name_of)
    submittable: bool = column("submittable", "Whether tickets may be submitted under it.")
    active: bool = column("active", "Whether it is switched on.")
    position: int = column("position", "Its place among its siblings.")

    @strawberry.field(description="The item above.")
    def parent(self) -> ServiceItem | None:
        """One level up."""
        return None if self.row.parent_id is None else shown(self.catalog, self.row.parent_id)

    @strawberry.field(description="The items right below, in order.")
    def children(self) -> list[ServiceItem]:
        """One level down."""
        return [ServiceItem(row=child, catalog=self.catalog) for child in self.catalog.children(self.row.id)]

    @strawberry.field(description="From the root to this item.")
    def path(self) -> list[ServiceItem]:
        """All levels."""
        return [ServiceItem(row=node, catalog=self.catalog) for node in self.catalog.path(self.row.id)]

    @strawberry.field(
        description="JSON Schema (2020-12) of its form, inherited where it has none; null takes no form."
    )
    def form(self) -> JSON | None:
        """The effective form."""
        form = self.catalog.effective(self.row.id).form
        return None if form is None else JSON(dict(form.value))

    @strawberry.field(
        description="What holds for it, and whence. For arrivals that name no desk of their own."
    )
    def effective_config(self) -> EffectiveConfiguration:
        """Inherited values with their origins."""
        found = self.catalog.effective(self.row.id)
        return EffectiveConfiguration(
            group=_reference(self.catalog, "grp", found.group),
            desk=_reference(self.catalog, "dsk", found.desk),
            sla_policy=_reference(self.catalog, "pol", found.policy),
            procedure=_reference(self.catalog, "prd", found.procedure),
            default_priority=found.default_priority.value if found.default_priority else None,
            skills=list(found.skills.value) if found.skills else [],
        )

    @strawberry.field(description="The group that is responsible for it at the desk that applies by default.")
    def group(self) -> AgentGroup | None:
        """The responsible group."""
        found = self.catalog.effective(self.row.id).group
        return cast("AgentGroup | None", ByKey(GROUPS, found.value) if found else None)

    @strawberry.field(
        description="What the item itself says, as `saveServiceItem` takes it. Needs `configuration.read`, else null."
    )
    def own_config(self, info: Info) -> OwnConfiguration | None:
        """What is not inherited."""
        may = info.context.actor.may(Permission.CONFIGURATION_READ)
        return OwnConfiguration(row=self.row) if may else None


@strawberry.type(description="A line of a channel's navigation menu (导航菜单).")
class MenuEntry:
    """A menu line."""

    node: strawberry.Private[MenuNode]
    catalog: strawberry.Private[Catalog]

    @strawberry.field(description="The menu that it belongs to; give it back as `menuId` when submitting.")
    def menu_id(self) -> strawberry.ID:
        """The menu's global id."""
        return strawberry.ID(ids.encode("mnu", self.node.menu_id))

    @strawberry.field(description="Its own name, or the item's.")
    def name(self) -> Name:
        """What it is called in this menu."""
        return name_of(self.node.name)

    @strawberry.field(description="The service item behind it.")
    def item(self) -> ServiceItem:
        """The item."""
        return shown(self.catalog, self.node.item_id)

    @strawberry.field(description="The lines below it.")
    def children(self) -> list[MenuEntry]:
        """One level down."""
        return [MenuEntry(node=child, catalog=self.catalog) for child in self.node.children]


@strawberry.type
class CatalogQueries:
    """Root fields of the catalog."""

    @strawberry.field(
        description="Service items right below one, or the roots. Anybody who is signed in may ask."
    )
    async def service_items(
        self,
        info: Info,
        parent_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="The item above; the roots when left out.")
        ] = None,
        code: Annotated[
            str | None, strawberry.argument(description="Only the item of this code, at any level.")
        ] = None,
    ) -> list[ServiceItem]:
        """Items in order."""
        catalog = Catalog.of(await info.context.configuration())
        if code is not None:
            return [
                ServiceItem(row=one, catalog=catalog) for one in catalog.items.values() if one.code == code
            ]
        above = optional("svc", parent_id, "parentId")
        return [ServiceItem(row=one, catalog=catalog) for one in catalog.children(above) if one.active]

    @strawberry.field(description="The navigation menu of a channel, hiding what is switched off.")
    async def navigation_menu(
        self, info: Info, channel: Annotated[Channel, strawberry.argument(description="The channel.")]
    ) -> list[MenuEntry]:
        """The menu's top lines."""
        catalog = Catalog.of(await info.context.configuration())
        return [MenuEntry(node=node, catalog=catalog) for node in navigation(catalog, channel)]


def shown(catalog: Catalog, item_id: UUID) -> ServiceItem:
    """An item of a catalog."""
    return ServiceItem(row=catalog.items[item_id], catalog=catalog)


def inherited(snapshot: Snapshot, prefix: str, value: UUID, origin: UUID) -> InheritedReference:
    """An inherited id with the item or desk that it comes from."""
    found = "svc" if origin in Catalog.of(snapshot).items else "dsk"
    return InheritedReference(
        value=strawberry.ID(ids.encode(prefix, value)),
        inherited_from=strawberry.ID(ids.encode(found, origin)),
    )


def _reference(catalog: Catalog, prefix: str, found: Any) -> InheritedReference | None:
    if found is None:
        return None
    return inherited(catalog.snapshot, prefix, found.value, found.inherited_from)


async def item(context: Context, key: UUID, version: int | None = None) -> ServiceItem | None:
    """A service item by id, in a version of the configuration."""
    catalog = Catalog.of(await context.configuration(version))
    return shown(catalog, key) if key in catalog.items else None


async def items_of_versions(run: Run, keys: Sequence[tuple[UUID, int]]) -> list[Pinned | None]:
    """Each item as its version of the configuration has it."""
    found: dict[tuple[UUID, int], Pinned | None] = {}
    for key, version in set(keys):
        shown_as = await item(run.context, key, version)
        found[key, version] = None if shown_as is None else Pinned((version, key), shown_as)
    return [found[key] for key in keys]


NODES.register("svc", item)
