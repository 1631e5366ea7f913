"""Conditions and rules: what matches, what stops, and that compiling changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError
from routing_samples import (
    CONDITION,
    ITEMS,
    MAIN,
    always,
    conditions,
    matches,
    rule,
    rule_lists,
    snapshot,
    subject,
    subjects,
    uid,
)

from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Kinds
from helpdesk.kit.channel import Channel
from helpdesk.kit.priority import Priority
from helpdesk.routing.compiling import compiled
from helpdesk.routing.rules import ROUTING_RULE, RoutingRule, RuleBook
from helpdesk.routing.subject import RoutingSubject

PHONE = {"kind": "CHANNEL", "channels": ["PHONE"]}
EMAIL = {"kind": "CHANNEL", "channels": ["EMAIL"]}
GOODS = {"kind": "ITEM", "item_ids": [str(uid("goods"))]}
CATALOG = Catalog.of(snapshot(*ITEMS, MAIN))


def field(path: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"kind": "FIELD", "path": path, "operator": operator, "value": value}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        pytest.param(GOODS, True, id="below the item"),
        pytest.param({"kind": "ITEM", "item_ids": [str(uid("money"))]}, False, id="another branch"),
        pytest.param({"kind": "ALL", "conditions": [PHONE, GOODS]}, True, id="both"),
        pytest.param({"kind": "ALL", "conditions": [PHONE, EMAIL]}, False, id="one of both"),
        pytest.param({"kind": "ANY", "conditions": [EMAIL, PHONE]}, True, id="either"),
        pytest.param({"kind": "NOT", "condition": EMAIL}, True, id="not"),
        pytest.param(always(), True, id="all of nothing holds"),
        pytest.param({"kind": "ANY", "conditions": []}, False, id="any of nothing does not"),
        pytest.param({"kind": "STORE", "store_codes": ["S1"]}, True, id="store"),
        pytest.param({"kind": "GRADE", "grades": ["V"]}, False, id="grade"),
        pytest.param({"kind": "PRIORITY", "priorities": ["HIGH"]}, True, id="priority"),
        pytest.param(field("amount", "GREATER", 99), True, id="money as text is compared as a number"),
        pytest.param(field("amount", "LESS", 100.5), False, id="and is not less than itself"),
        pytest.param(field("lines.*.sku", "EQUALS", "b"), True, id="some line"),
        pytest.param(field("lines.*.sku", "NOT_EQUALS", "b"), False, id="no line"),
        pytest.param(field("nothing", "NOT_EQUALS", "b"), True, id="an absent field equals nothing"),
        pytest.param(field("lines", "EXISTS"), True, id="exists"),
        pytest.param(field("blank", "EXISTS"), False, id="null does not exist"),
        pytest.param(field("on", "EQUALS", 1), False, id="true is not 1"),
        pytest.param(field("when", "GREATER", "2026-09-30"), True, id="dates by text"),
        pytest.param(field("tags", "CONTAINS", "x"), True, id="an item in a list"),
        pytest.param(field("when", "CONTAINS", "10"), True, id="a text in a text"),
        pytest.param(field("when", "IN", ["2026-10-01", "x"]), True, id="in a list of values"),
    ],
)
def test_a_condition_holds(condition: dict[str, Any], holds: bool) -> None:
    form = {
        "amount": "100.50", "lines": [{"sku": "a"}, {"sku": "b"}], "on": True, "when": "2026-10-01",
        "tags": ["x"], "blank": None,
    }  # fmt: skip
    asked = subject("short", store_code="S1", form=form)
    assert compiled(CONDITION.validate_python(condition), CATALOG)(asked, Priority.HIGH) is holds


@pytest.mark.parametrize(
    "document",
    [
        field("amount", "GREATER", True),
        field("amount", "GREATER", [1]),
        field("amount", "IN", []),
        field("amount", "IN", 1),
        field("amount", "EQUALS"),
        field("amount", "EQUALS", float("inf")),
        field("amount", "EXISTS", 1),
        field("a..b", "EXISTS"),
        {"kind": "CHANNEL", "channels": []},
        {"kind": "CHANNEL", "channels": ["FAX"]},
        {"kind": "MOON"},
    ],
)
def test_a_malformed_condition_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CONDITION.validate_python(document)


def test_a_rule_that_does_nothing_or_nests_too_deep_is_refused() -> None:
    with pytest.raises(ValidationError, match="does nothing"):
        rule("idle", always(), {})
    deep: dict[str, Any] = always()
    for _ in range(10):
        deep = {"kind": "NOT", "condition": deep}
    with pytest.raises(ValidationError, match="levels"):
        rule("deep", deep, {"stop": True})


def test_a_rule_survives_being_saved() -> None:
    made = rule("r", {"kind": "ANY", "conditions": [field("a", "EQUALS", True), GOODS]}, {"stop": True}, 3)
    saved = made.model_dump(mode="json", exclude_defaults=True)
    assert Kinds([ROUTING_RULE]).parse("routing_rule", made.id, saved) == made


def fired(rules: list[RoutingRule], asked: RoutingSubject, priority: Priority) -> list[RoutingRule]:
    return list(RuleBook.of(snapshot(*ITEMS, MAIN, *rules)).matching(asked, priority))


def test_rules_are_tried_by_position_and_end_with_the_first_that_stops() -> None:
    rules = [
        rule("last", always(), {"add_tags": ["c"]}, 3),
        rule("stops", PHONE, {"stop": True}, 2),
        rule("off", PHONE, {"stop": True}, 0, active=False),
        rule("other", EMAIL, {"stop": True}, 0),
        rule("first", always(), {"add_tags": ["a"]}, 1),
    ]
    asked = subject()
    assert [each.name.en for each in fired(rules, asked, Priority.NORMAL)] == ["first", "stops"]


@given(conditions, subjects)
def test_a_compiled_condition_is_the_naive_one(condition: dict[str, Any], asked: RoutingSubject) -> None:
    test = compiled(CONDITION.validate_python(condition), CATALOG)
    assert test(asked, Priority.HIGH) is matches(condition, asked, Priority.HIGH)


@given(rule_lists(), subjects)
def test_the_indexed_book_finds_what_trying_each_rule_finds(
    rules: list[RoutingRule], asked: RoutingSubject
) -> None:
    priority = asked.priority or Priority.NORMAL
    naive = []
    for each in sorted(rules, key=lambda each: (each.position, each.id)):
        if each.active and matches(each.when.model_dump(mode="json"), asked, priority):
            naive.append(each)
            if each.then.stop:
                break
    assert fired(rules, asked, priority) == naive


def test_unknown_channels_and_stores_fall_to_unbound_rules() -> None:
    bound = rule("bound", {"kind": "STORE", "store_codes": ["S1"]}, {"add_tags": ["s"]}, 0)
    free = rule("free", always(), {"add_tags": ["f"]}, 1)
    found = fired([bound, free], subject(store_code=None, channel=Channel.API), Priority.LOW)
    assert [each.name.en for each in found] == ["free"]
