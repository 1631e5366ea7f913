"""Inputs that save service items, desks, menus and rules. A save sets everything: what is left out is empty."""

from __future__ import annotations

from typing import Any

import strawberry
from strawberry.scalars import JSON

from helpdesk.schema.configuration.conditions import RoutingConditionInput
from helpdesk.schema.configuration.versions import ConfigurationKind
from helpdesk.schema.enums import Channel, Priority
from helpdesk.schema.fields import needed, optional, several
from helpdesk.schema.tickets.inputs import KEY

ENTRY = "The one to change; a new one is made when left out."


@strawberry.input(description="A name in both languages.")
class NameInput:
    """Both are needed."""

    zh: str = strawberry.field(description="In Chinese, at most 200 characters.")
    en: str = strawberry.field(description="In English, at most 200 characters.")

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return {"zh": self.zh, "en": self.en}


@strawberry.input(description="An entry of the configuration.")
class EntryInput:
    """Base of inputs that save or remove an entry."""

    draft_id: strawberry.ID | None = strawberry.field(
        default=None, description="The draft to write it into; published at once when left out."
    )
    expected_version: int | None = strawberry.field(
        default=None,
        description="The draft's version that the caller read (else CONFLICT); without a draft the configuration's, "
        "and CONFIGURATION_MOVED_ON tells that this entry changed since.",
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A node of the service catalog (服务目录).")
class SaveServiceItemInput(EntryInput):
    """What is left out is inherited from the nearest item above that says something."""

    id: strawberry.ID | None = strawberry.field(default=None, description=f"{ENTRY} `svc_…`.")
    parent_id: strawberry.ID | None = strawberry.field(
        default=None, description="The item above; a root when left out."
    )
    code: str = strawberry.field(description="Its code, unique: letters, digits, `_.-`, at most 64.")
    name: NameInput = strawberry.field(description="What it is called.")
    description: NameInput | None = strawberry.field(default=None, description="What it is for.")
    active: bool = strawberry.field(default=True, description="Whether it is switched on.")
    submittable: bool = strawberry.field(
        default=False, description="Whether tickets may be submitted under it."
    )
    group_id: strawberry.ID | None = strawberry.field(
        default=None, description="The responsible group (责任关系)."
    )
    desk_id: strawberry.ID | None = strawberry.field(default=None, description="The service desk.")
    sla_policy_id: strawberry.ID | None = strawberry.field(default=None, description="The SLA policy.")
    procedure_id: strawberry.ID | None = strawberry.field(
        default=None, description="The procedure that its tickets begin, `prd_…`."
    )
    form: JSON | None = strawberry.field(default=None, description="JSON Schema (2020-12) of an object.")
    default_priority: Priority | None = strawberry.field(
        default=None, description="Priority of a ticket that states none."
    )
    skills: list[str] | None = strawberry.field(default=None, description="Skills that an agent needs.")
    position: int = strawberry.field(default=0, description="Its place among its siblings.")

    def document(self) -> dict[str, Any]:
        """As it is stored. Raises InvalidId."""
        return {
            "parent_id": optional("svc", self.parent_id, "parentId"),
            "code": self.code,
            "name": self.name.document(),
            "description": self.description and self.description.document(),
            "active": self.active,
            "submittable": self.submittable,
            "group_id": optional("grp", self.group_id, "groupId"),
            "desk_id": optional("dsk", self.desk_id, "deskId"),
            "policy_id": optional("pol", self.sla_policy_id, "slaPolicyId"),
            "procedure_id": optional("prd", self.procedure_id, "procedureId"),
            "form": self.form,
            "default_priority": self.default_priority,
            "skills": self.skills or [],
            "position": self.position,
        }


@strawberry.input(description="A service desk (服务台).")
class SaveDeskInput(EntryInput):
    """Who answers for what arrives at it."""

    id: strawberry.ID | None = strawberry.field(default=None, description=f"{ENTRY} `dsk_…`.")
    name: NameInput = strawberry.field(description="What it is called.")
    default_group_id: strawberry.ID | None = strawberry.field(
        default=None, description="The group that takes what has no other."
    )
    honours_ties: bool = strawberry.field(
        default=False, description="Whether an item's responsible group comes before the default group."
    )
    is_default: bool = strawberry.field(
        default=False, description="Whether it takes what no other desk claims; there is one such desk."
    )
    channels: list[Channel] | None = strawberry.field(default=None, description="The channels it claims.")
    store_codes: list[str] | None = strawberry.field(default=None, description="The stores it claims.")
    menu_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="The menus it claims.")

    def document(self) -> dict[str, Any]:
        """As it is stored. Raises InvalidId."""
        return {
            "name": self.name.document(),
            "default_group_id": optional("grp", self.default_group_id, "defaultGroupId"),
            "honours_ties": self.honours_ties,
            "is_default": self.is_default,
            "channels": self.channels or [],
            "store_codes": self.store_codes or [],
            "menu_ids": several("mnu", self.menu_ids, "menuIds"),
        }


@strawberry.input(description="A line of a menu: an item, a name of its own if wished, the lines below it.")
class MenuEntryInput:
    """A line."""

    item_id: strawberry.ID = strawberry.field(description="The service item.")
    name: NameInput | None = strawberry.field(default=None, description="Its own name; else the item's.")
    children: list[MenuEntryInput] | None = strawberry.field(
        default=None, description="The lines below it; at most 8 levels in all."
    )

    def document(self, at: str) -> dict[str, Any]:
        """As it is stored. Raises InvalidId naming the field."""
        return {
            "item_id": needed("svc", self.item_id, f"{at}.itemId"),
            "name": self.name and self.name.document(),
            "children": _lines(self.children, f"{at}.children"),
        }


@strawberry.input(description="A navigation menu (导航菜单) of one channel.")
class SaveMenuInput(EntryInput):
    """A menu."""

    id: strawberry.ID | None = strawberry.field(default=None, description=f"{ENTRY} `mnu_…`.")
    channel: Channel = strawberry.field(description="The channel that shows it.")
    entries: list[MenuEntryInput] = strawberry.field(description="Its top lines, at most 200.")

    def document(self) -> dict[str, Any]:
        """As it is stored. Raises InvalidId."""
        return {"channel": self.channel, "entries": _lines(self.entries, "entries")}


@strawberry.input(description="What a routing rule does; at least one of these.")
class RoutingActionsInput:
    """For the group and the priority the first rule that says one wins; tags are collected from all."""

    group_id: strawberry.ID | None = strawberry.field(default=None, description="The group to name.")
    priority: Priority | None = strawberry.field(default=None, description="The priority to set.")
    add_tags: list[str] | None = strawberry.field(default=None, description="Tags to add, at most 20.")
    stop: bool = strawberry.field(default=False, description="Try no rule after this one.")

    def document(self) -> dict[str, Any]:
        """As it is stored. Raises InvalidId."""
        return {
            "group_id": optional("grp", self.group_id, "then.groupId"),
            "priority": self.priority,
            "add_tags": self.add_tags or [],
            "stop": self.stop,
        }


@strawberry.input(description="A routing rule: if `when`, then `then`.")
class SaveRoutingRuleInput(EntryInput):
    """A rule."""

    id: strawberry.ID | None = strawberry.field(default=None, description=f"{ENTRY} `rul_…`.")
    name: NameInput = strawberry.field(description="What it is called.")
    position: int = strawberry.field(
        default=0, description="Its place: rules are tried by position, then id."
    )
    active: bool = strawberry.field(default=True, description="Whether it is tried.")
    when: RoutingConditionInput = strawberry.field(description="When it applies.")
    then: RoutingActionsInput = strawberry.field(description="What it does.")

    def document(self) -> dict[str, Any]:
        """As it is stored. Raises InvalidId."""
        return {
            "name": self.name.document(),
            "position": self.position,
            "active": self.active,
            "when": self.when.document(),
            "then": self.then.document(),
        }


@strawberry.input(description="An entry to remove; removing what is not there changes nothing.")
class RemoveConfigurationEntryInput(EntryInput):
    """Which entry."""

    kind: ConfigurationKind = strawberry.field(description="Its kind.")
    id: strawberry.ID = strawberry.field(description="Its global id, of that kind.")


def _lines(entries: list[MenuEntryInput] | None, at: str) -> list[dict[str, Any]]:
    return [entry.document(f"{at}.{place}") for place, entry in enumerate(entries or ())]
