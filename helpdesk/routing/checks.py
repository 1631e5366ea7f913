"""What publishing refuses in rules, and responsible groups that cannot answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.accounts.models import AgentGroup, GroupMember
from helpdesk.catalog import schemas, sensitive
from helpdesk.catalog.errors import SchemaRefused
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Check, EntryRefused, Snapshot
from helpdesk.routing.binding import bounds
from helpdesk.routing.conditions import FieldIs, ItemIs, parts
from helpdesk.routing.contradictions import Analysis
from helpdesk.routing.rules import ROUTING_RULE, RoutingRule, ordered


async def rules_fit(_session: AsyncSession, snapshot: Snapshot) -> Iterable[EntryRefused]:
    """Rules name items that exist and fields that a form declares, and each can match and be reached."""
    rules = sorted(snapshot.of(ROUTING_RULE).values(), key=lambda rule: (rule.position, rule.id))
    catalog = Catalog.of(snapshot)
    analysis = Analysis(catalog)
    return [
        *_unknown_items(rules, catalog),
        *_undeclared_fields(rules, catalog),
        *(
            _refused(rule, "it can never match", "条件永远不成立")
            for rule in rules
            if analysis.never_matches(rule.when)
        ),
        *_forestalled(ordered(snapshot), analysis),
    ]


async def groups_answer(session: AsyncSession, snapshot: Snapshot) -> Iterable[EntryRefused]:
    """Every group that an item, desk or rule in use names exists, is active and has a member."""
    named = list(_named_groups(snapshot))
    has_members = exists().where(GroupMember.group_id == AgentGroup.id)
    found = await session.execute(
        select(AgentGroup.id, AgentGroup.active, has_members).where(
            AgentGroup.id.in_({group_id for _, _, group_id in named})
        )
    )
    state = {group_id: (active, peopled) for group_id, active, peopled in found}
    return [
        EntryRefused(kind, name, *reason)
        for kind, name, group_id in named
        if (reason := _group_fault(group_id, state.get(group_id))) is not None
    ]


CHECKS: tuple[Check, ...] = (rules_fit, groups_answer)


def _unknown_items(rules: Iterable[RoutingRule], catalog: Catalog) -> Iterator[EntryRefused]:
    for rule in rules:
        for _, part in parts(rule.when):
            if isinstance(part, ItemIs):
                for item_id in part.item_ids:
                    if item_id not in catalog.items:
                        yield _refused(rule, f"there is no item {item_id}", f"服务项 {item_id} 不存在")


def _undeclared_fields(rules: Iterable[RoutingRule], catalog: Catalog) -> Iterator[EntryRefused]:
    usable = {item.id for item in catalog.items.values() if item.form is not None and _is_usable(item.form)}
    for rule in rules:
        fields = {part.steps for _, part in parts(rule.when) if isinstance(part, FieldIs)}
        if not fields:
            continue
        items = bounds(rule.when, catalog).items
        sources = {
            form.inherited_from: form.value
            for item_id in catalog.items
            if (items is None or item_id in items) and (form := catalog.effective(item_id).form)
        }
        forms = [form for source, form in sources.items() if source in usable]
        for steps in sorted(fields):
            if not any(schemas.declares(form, steps) for form in forms):
                path = ".".join(steps)
                yield _refused(rule, f"no form has a field {path}", f"没有表单包含字段 {path}")
            elif any(sensitive.is_sensitive(form, steps) for form in forms):
                path = ".".join(steps)
                yield _refused(
                    rule,
                    f"the field {path} is sensitive: it is sealed, and no rule may look at it",
                    f"字段 {path} 为敏感信息，已加密保存，不能作为规则条件",
                )


def _is_usable(form: dict[str, object]) -> bool:
    try:
        schemas.compiled(form)
    except SchemaRefused:
        return False
    return True


def _forestalled(rules: Iterable[RoutingRule], analysis: Analysis) -> Iterator[EntryRefused]:
    stops: list[RoutingRule] = []
    for rule in rules:
        if analysis.never_matches(rule.when):
            continue
        earlier = next((stop for stop in stops if analysis.implies(rule.when, stop.when)), None)
        if earlier is not None:
            yield _refused(
                rule,
                f"it is never reached, because “{earlier.name.en}” stops before it",
                f"规则“{earlier.name.zh}”在其之前终止，本规则永远不会执行",
            )
        elif rule.then.stop:
            stops.append(rule)


def _named_groups(snapshot: Snapshot) -> Iterator[tuple[str, object, UUID]]:
    """Who names which group, of all that is in use."""
    catalog = Catalog.of(snapshot)
    for item in catalog.items.values():
        if item.group_id is not None and catalog.is_offered(item.id):
            yield "service_item", item.code, item.group_id
    for desk in catalog.desks.values():
        if desk.default_group_id is not None:
            yield "desk", desk.name.en, desk.default_group_id
    for rule in ordered(snapshot):
        if rule.then.group_id is not None:
            yield "routing_rule", rule.name.en, rule.then.group_id


def _group_fault(group_id: UUID, state: tuple[bool, bool] | None) -> tuple[str, str] | None:
    if state is None:
        return f"there is no group {group_id}", f"客服组 {group_id} 不存在"
    active, peopled = state
    if not active:
        return f"group {group_id} is not in use", f"客服组 {group_id} 已停用"
    return None if peopled else (f"group {group_id} has no members", f"客服组 {group_id} 没有成员")


def _refused(rule: RoutingRule, en: str, zh: str) -> EntryRefused:
    return EntryRefused("routing_rule", rule.name.en, en, zh)
