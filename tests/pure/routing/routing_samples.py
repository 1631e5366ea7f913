"""A small catalog, rules by hand, an oracle that reads conditions naively, and strategies for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid5

from hypothesis import strategies as st
from pydantic import TypeAdapter

from helpdesk.catalog.documents import Desk, ServiceItem
from helpdesk.configuration.kinds import Snapshot
from helpdesk.kit.channel import Channel
from helpdesk.kit.priority import Priority
from helpdesk.routing.conditions import Condition
from helpdesk.routing.rules import RoutingRule
from helpdesk.routing.subject import RoutingSubject

_NAMES = UUID(int=7)
CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)
PARENTS = {
    "root": None,
    "goods": "root",
    "short": "goods",
    "wrong": "goods",
    "money": "root",
    "invoice": "money",
}


def uid(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(_NAMES, name)


def text(name: str) -> dict[str, str]:
    return {"zh": f"{name}（中）", "en": name}


def item(code: str, **fields: Any) -> ServiceItem:
    parent = PARENTS.get(code)
    return ServiceItem(id=uid(code), code=code, name=text(code), parent_id=parent and uid(parent), **fields)


def desk(name: str, **fields: Any) -> Desk:
    return Desk(id=uid(name), name=text(name), **fields)


def rule(
    name: str, when: dict[str, Any], then: dict[str, Any], position: int = 0, **more: Any
) -> RoutingRule:
    return RoutingRule(id=uid(name), name=text(name), position=position, when=when, then=then, **more)


def always() -> dict[str, Any]:
    return {"kind": "ALL", "conditions": []}


def snapshot(*entries: Any, version: int = 1) -> Snapshot:
    kinds = {ServiceItem: "service_item", Desk: "desk", RoutingRule: "routing_rule"}
    by_kind: dict[str, dict[UUID, Any]] = {}
    for entry in entries:
        by_kind.setdefault(kinds[type(entry)], {})[entry.id] = entry
    return Snapshot(version, by_kind)


FORM = {
    "type": "object",
    "properties": {"amount": {"type": "number"}, "lines": {"items": {"properties": {"sku": {}}}}},
}
ITEMS = tuple(
    item(code, form=FORM if code == "goods" else None, submittable=code in ("short", "wrong", "invoice"))
    for code in PARENTS
)
MAIN = desk("main", is_default=True, honours_ties=True, default_group_id=uid("front"))


def subject(code: str = "short", **fields: Any) -> RoutingSubject:
    return RoutingSubject(**{"item_id": uid(code), "channel": Channel.PHONE, **fields})


def matches(  # noqa: PLR0911 - one line for each kind
    condition: Mapping[str, Any], asked: RoutingSubject, priority: Priority
) -> bool:
    """The oracle: a condition's document read from the outside in, with nothing prepared."""
    match condition["kind"]:
        case "ALL":
            return all(matches(part, asked, priority) for part in condition["conditions"])
        case "ANY":
            return any(matches(part, asked, priority) for part in condition["conditions"])
        case "NOT":
            return not matches(condition["condition"], asked, priority)
        case "ITEM":
            return any(str(node) in condition["item_ids"] for node in _lineage(asked.item_id))
        case "CHANNEL":
            return asked.channel.value in condition["channels"]
        case "STORE":
            return asked.store_code in condition["store_codes"]
        case "PRIORITY":
            return priority.value in condition["priorities"]
        case "GRADE":
            return asked.requester_grade in condition["grades"]
    return _field_matches(condition, asked.form)


def _lineage(item_id: UUID) -> Iterator[UUID]:
    code = next((code for code in PARENTS if uid(code) == item_id), None)
    while code is not None:
        yield uid(code)
        code = PARENTS[code]


def _field_matches(condition: Mapping[str, Any], form: Any) -> bool:
    found = [value for value in _values(form, condition["path"].split(".")) if value is not None]
    wanted = condition.get("value")
    if condition["operator"] == "NOT_EQUALS":
        return not any(_same(value, wanted) for value in found)
    return any(_compares(value, condition["operator"], wanted) for value in found)


def _values(form: Any, steps: list[str]) -> list[Any]:
    if not steps:
        return [form]
    if steps[0] == "*":
        return [x for part in form for x in _values(part, steps[1:])] if isinstance(form, list) else []
    return _values(form[steps[0]], steps[1:]) if isinstance(form, dict) and steps[0] in form else []


def _compares(value: Any, operator: str, wanted: Any) -> bool:
    if operator == "EXISTS":
        return True
    if operator in ("EQUALS", "IN"):
        return any(_same(value, each) for each in (wanted if operator == "IN" else [wanted]))
    if operator == "CONTAINS":
        inside = isinstance(value, str) and isinstance(wanted, str) and wanted in value
        return inside or (isinstance(value, list) and any(_same(part, wanted) for part in value))
    first, second = _comparable(value, wanted)
    return first is not None and (first > second if operator == "GREATER" else first < second)


def _same(first: Any, second: Any) -> bool:
    plain = (bool, int, float, str)
    both = isinstance(first, plain) and isinstance(second, plain)
    return both and isinstance(first, bool) is isinstance(second, bool) and first == second


def _comparable(value: Any, wanted: Any) -> tuple[Any, Any]:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None, None
    if isinstance(wanted, str):
        return (value, wanted) if isinstance(value, str) else (None, None)
    if isinstance(value, str):
        try:
            number = Decimal(value)
        except InvalidOperation:
            return None, None
        return (number, Decimal(str(wanted))) if number.is_finite() else (None, None)
    return value, wanted


scalars = st.sampled_from([0, 1, 2, 3, 1.0, 0.1, True, False, "", "1", "a", "ab", "2026-01-01", "0.1"])
orderables = st.sampled_from([0, 1, 2, 3, 0.1, 2.5, "a", "ab", "2026-01-01"])
paths = st.sampled_from(["amount", "text", "lines.*.sku", "lines.*", "deep.er", "lines"])


def _some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=4, unique=True)


def _field(operators: list[str], value: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    operator = st.sampled_from(operators)
    return st.fixed_dictionaries(
        {"kind": st.just("FIELD"), "path": paths, "operator": operator, "value": value}
    )


leaves = st.one_of(
    st.fixed_dictionaries({"kind": st.just("ITEM"), "item_ids": _some([str(uid(code)) for code in PARENTS])}),
    st.fixed_dictionaries({"kind": st.just("CHANNEL"), "channels": _some([each.value for each in Channel])}),
    st.fixed_dictionaries({"kind": st.just("STORE"), "store_codes": _some(["S1", "S2", "S3"])}),
    st.fixed_dictionaries(
        {"kind": st.just("PRIORITY"), "priorities": _some([each.value for each in Priority])}
    ),
    st.fixed_dictionaries({"kind": st.just("GRADE"), "grades": _some(["A", "B", "V"])}),
    _field(["EQUALS", "NOT_EQUALS", "CONTAINS"], scalars),
    _field(["IN"], st.lists(scalars, min_size=1, max_size=3)),
    _field(["GREATER", "LESS"], orderables),
    _field(["EXISTS"], st.none()),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.fixed_dictionaries(
            {"kind": st.sampled_from(["ALL", "ANY"]), "conditions": st.lists(inner, max_size=3)}
        ),
        st.fixed_dictionaries({"kind": st.just("NOT"), "condition": inner}),
    ),
    max_leaves=6,
)
values = scalars | st.none() | st.lists(scalars, max_size=3)
forms = st.fixed_dictionaries(
    {},
    optional={
        "amount": values,
        "text": values,
        "lines": values | st.lists(st.fixed_dictionaries({}, optional={"sku": values}), max_size=3),
        "deep": values | st.fixed_dictionaries({}, optional={"er": values}),
    },
)
subjects = st.builds(
    RoutingSubject,
    item_id=st.sampled_from([uid(code) for code in PARENTS]),
    channel=st.sampled_from(Channel),
    store_code=st.sampled_from([None, "S1", "S2", "S9"]),
    priority=st.none() | st.sampled_from(Priority),
    requester_grade=st.sampled_from([None, "A", "B", "C"]),
    form=forms,
    menu_id=st.none() | st.just(uid("menu")),
)
thens = st.fixed_dictionaries(
    {"add_tags": st.lists(st.sampled_from(["red", "vip"]), min_size=1, max_size=2)},
    optional={
        "group_id": st.sampled_from([str(uid("quality")), str(uid("finance"))]),
        "priority": st.sampled_from(["LOW", "URGENT"]),
        "stop": st.booleans(),
    },
)


@st.composite
def rule_lists(draw: st.DrawFn) -> list[RoutingRule]:
    """Up to eight rules, some at the same position, some switched off."""
    drawn = draw(st.lists(st.tuples(conditions, thens, st.integers(0, 3), st.booleans()), max_size=8))
    return [
        rule(f"rule {place}", when, then, position, active=active or place % 2 == 0)
        for place, (when, then, position, active) in enumerate(drawn)
    ]
