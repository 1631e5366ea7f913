"""What publishing refuses in a catalog (docs/domain.md, Intake)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.catalog import schemas, sensitive
from helpdesk.catalog.documents import DESK, MENU, SERVICE_ITEM, Desk, ServiceItem
from helpdesk.catalog.errors import SchemaRefused
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Check, EntryRefused, Kind, Snapshot


async def items_fit(_session: AsyncSession, snapshot: Snapshot) -> Iterable[EntryRefused]:
    """Items form a tree with codes of their own, known desks and usable forms; only leaves take tickets."""
    catalog = Catalog.of(snapshot)
    codes = Counter(item.code for item in catalog.items.values())
    return [
        *(
            _refused(item, "its code is used twice", "编号重复")
            for item in _items(catalog)
            if codes[item.code] > 1
        ),
        *_misplaced(catalog),
        *_unusable_forms(catalog),
    ]


async def desks_fit(_session: AsyncSession, snapshot: Snapshot) -> Iterable[EntryRefused]:
    """There is one default desk; no channel, store or menu is claimed by two; menus named exist."""
    desks = list(snapshot.of(DESK).values())
    defaults = [desk for desk in desks if desk.is_default]
    problems = [_refused_desk(desk, "a second default desk", "默认服务台重复") for desk in defaults[1:]]
    if not defaults and (desks or snapshot.of(SERVICE_ITEM)):
        problems.append(EntryRefused("desk", "-", "there is no default desk", "缺少默认服务台"))
    menus = snapshot.of(MENU)
    problems += [
        _refused_desk(desk, "it names an unknown menu", "引用了不存在的菜单")
        for desk in desks
        if any(menu_id not in menus for menu_id in desk.menu_ids)
    ]
    return [*problems, *_claimed_twice(desks)]


async def menus_fit(_session: AsyncSession, snapshot: Snapshot) -> Iterable[EntryRefused]:
    """Menus refer to items that exist."""
    items = snapshot.of(SERVICE_ITEM)
    return [
        EntryRefused("menu", menu.id, f"there is no item {entry.item_id}", f"服务项 {entry.item_id} 不存在")
        for menu in snapshot.of(MENU).values()
        for _, entry in menu.lines()
        if entry.item_id not in items
    ]


async def items_have_groups(_session: AsyncSession, snapshot: Snapshot) -> Iterable[EntryRefused]:
    """Every item that takes tickets ends at a group, at whichever desk it may arrive."""
    catalog = Catalog.of(snapshot)
    return [
        _refused(
            item,
            f"no group is responsible for it at desk {desk.name.en}",
            f"在服务台“{desk.name.zh}”没有责任客服组",
        )
        for item in _items(catalog)
        if item.submittable and catalog.is_offered(item.id)
        for desk in reachable_desks(catalog, item.id)
        if catalog.group_for(item.id, desk.id) is None
    ]


def policies_exist(policies: Kind[Any]) -> Check:
    """The check that items name SLA policies that exist; their kind belongs to a layer above."""
    return _exist(policies, "policy_id", "SLA policy", "SLA 策略")


def procedures_exist(procedures: Kind[Any]) -> Check:
    """The check that items name procedures that exist; their kind belongs to a layer above."""
    return _exist(procedures, "procedure_id", "procedure", "流程")


def _exist(kind: Kind[Any], attribute: str, en: str, zh: str) -> Check:
    async def check(_session: AsyncSession, snapshot: Snapshot) -> Iterable[EntryRefused]:
        known = snapshot.of(kind)
        return [
            _refused(item, f"there is no {en} {named}", f"{zh} {named} 不存在")
            for item in snapshot.of(SERVICE_ITEM).values()
            if (named := getattr(item, attribute)) is not None and named not in known
        ]

    return check


CHECKS: tuple[Check, ...] = (items_fit, desks_fit, menus_fit, items_have_groups)


def reachable_desks(catalog: Catalog, item_id: UUID) -> list[Desk]:
    """The desks that an item can arrive at: the one it is tied to, else all that name an arrival."""
    usual = catalog.desk_for(item_id)
    if usual is None:
        return []
    if usual.inherited_from in catalog.items:
        return [catalog.desks[usual.value]] if usual.value in catalog.desks else []
    return [
        desk
        for desk in catalog.desks.values()
        if desk.is_default or desk.channels or desk.store_codes or desk.menu_ids
    ]


def _misplaced(catalog: Catalog) -> Iterator[EntryRefused]:
    for item in _items(catalog):
        if item.parent_id is not None and item.parent_id not in catalog.items:
            yield _refused(
                item, f"there is no parent {item.parent_id}", f"上级服务项 {item.parent_id} 不存在"
            )
        if catalog.items[catalog.lineage(item.id)[-1]].parent_id in catalog.items:
            yield _refused(item, "it is below itself", "上级关系形成循环")
        if item.desk_id is not None and item.desk_id not in catalog.desks:
            yield _refused(item, f"there is no desk {item.desk_id}", f"服务台 {item.desk_id} 不存在")
        if item.submittable and catalog.children(item.id):
            yield _refused(
                item, "it has items below it and takes no tickets", "含下级服务项，不能直接提交工单"
            )


def _unusable_forms(catalog: Catalog) -> Iterator[EntryRefused]:
    for item in _items(catalog):
        if item.form is not None:
            try:
                schemas.compiled(item.form)
            except SchemaRefused as error:
                yield _refused(item, error.message("en"), error.message("zh-CN"), field="form")
            if (mark := sensitive.problem(item.form)) is not None:
                yield _refused(
                    item,
                    f"its form marks a field x-sensitive: {mark!r}, which is no kind of value",
                    f"表单字段的 x-sensitive 标记 {mark!r} 不是已知的类型",
                    field="form",
                )


def _claimed_twice(desks: list[Desk]) -> Iterator[EntryRefused]:
    claims = Counter(claim for desk in desks for claim in _claims(desk))
    for desk in desks:
        for kind, name in _claims(desk):
            if claims[kind, name] > 1:
                yield _refused_desk(desk, f"{kind} {name} has two desks", f"{kind} {name} 属于多个服务台")


def _claims(desk: Desk) -> set[tuple[str, object]]:
    return {
        *(("channel", channel) for channel in desk.channels),
        *(("store", code) for code in desk.store_codes),
        *(("menu", menu_id) for menu_id in desk.menu_ids),
    }


def _items(catalog: Catalog) -> list[ServiceItem]:
    return sorted(catalog.items.values(), key=lambda item: item.code)


def _refused(item: ServiceItem, en: str, zh: str, *, field: str | None = None) -> EntryRefused:
    return EntryRefused("service_item", item.code, en, zh, field=field)


def _refused_desk(desk: Desk, en: str, zh: str) -> EntryRefused:
    return EntryRefused("desk", desk.name.en, en, zh)
