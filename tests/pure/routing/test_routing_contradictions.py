"""Rules that can never match: the plain cases are found, and nothing that can match is declared impossible."""

from __future__ import annotations

from typing import Any, cast

import pytest
from hypothesis import given
from routing_samples import (
    CONDITION,
    ITEMS,
    MAIN,
    always,
    conditions,
    matches,
    rule,
    snapshot,
    subjects,
    uid,
)
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.catalog.tree import Catalog
from helpdesk.kit.channel import Channel
from helpdesk.kit.priority import Priority
from helpdesk.routing.checks import rules_fit
from helpdesk.routing.contradictions import Analysis
from helpdesk.routing.subject import RoutingSubject

ANALYSIS = Analysis(Catalog.of(snapshot(*ITEMS, MAIN)))


def all_of(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "ALL", "conditions": list(parts)}


def any_of(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "ANY", "conditions": list(parts)}


def no(part: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "NOT", "condition": part}


def item(*codes: str) -> dict[str, Any]:
    return {"kind": "ITEM", "item_ids": [str(uid(code)) for code in codes]}


def channel(*names: str) -> dict[str, Any]:
    return {"kind": "CHANNEL", "channels": list(names)}


def store(*codes: str) -> dict[str, Any]:
    return {"kind": "STORE", "store_codes": list(codes)}


def field(operator: str, value: Any = None, path: str = "amount") -> dict[str, Any]:
    return {"kind": "FIELD", "path": path, "operator": operator, "value": value}


@pytest.mark.parametrize(
    ("condition", "never"),
    [
        pytest.param(any_of(), True, id="any of nothing"),
        pytest.param(no(always()), True, id="not always"),
        pytest.param(all_of(channel("PHONE"), channel("EMAIL")), True, id="two channels at once"),
        pytest.param(no(channel(*(each.value for each in Channel))), True, id="no channel at all"),
        pytest.param(all_of(item("goods"), item("short")), False, id="an item and one below it"),
        pytest.param(all_of(item("goods"), item("money")), True, id="two branches"),
        pytest.param(all_of(item("short"), no(item("root"))), True, id="below the root but not of it"),
        pytest.param(all_of(store("S1"), no(store("S1", "S2"))), True, id="a store and not it"),
        pytest.param(no(store("S1")), False, id="stores have no end"),
        pytest.param(all_of(store("S1"), any_of(store("S2"), store("S3"))), True, id="through alternatives"),
        pytest.param(all_of(field("GREATER", 5), field("LESS", 5)), True, id="an empty range"),
        pytest.param(all_of(field("GREATER", 5), field("LESS", 6)), False, id="a narrow range"),
        pytest.param(all_of(field("EQUALS", 3), field("GREATER", 5)), True, id="a value out of range"),
        pytest.param(all_of(field("EQUALS", 1), field("EQUALS", 2)), True, id="two values"),
        pytest.param(all_of(field("EQUALS", 1), field("NOT_EQUALS", 1)), True, id="a value and not it"),
        pytest.param(all_of(field("EQUALS", 1), no(field("EXISTS"))), True, id="a value of nothing"),
        pytest.param(all_of(field("GREATER", 5), no(field("GREATER", 3))), True, id="more and not more"),
        pytest.param(all_of(field("CONTAINS", "x"), no(field("CONTAINS", "x"))), True, id="holds and not"),
        pytest.param(
            all_of(field("EQUALS", 1, "lines.*.sku"), field("EQUALS", 2, "lines.*.sku")),
            False, id="two lines can differ",
        ),
        pytest.param(
            all_of(field("EQUALS", 1, "lines.*.sku"), field("NOT_EQUALS", 1, "lines.*.sku")),
            True, id="some line and no line",
        ),
    ],
)  # fmt: skip
def test_a_condition_that_contradicts_itself_is_found(condition: dict[str, Any], never: bool) -> None:
    assert ANALYSIS.never_matches(CONDITION.validate_python(condition)) is never


@given(conditions, conditions, subjects)
def test_no_subject_satisfies_what_is_declared_impossible(
    first: dict[str, Any], second: dict[str, Any], asked: RoutingSubject
) -> None:
    both = all_of(first, second)
    if matches(both, asked, Priority.HIGH):
        assert not ANALYSIS.never_matches(CONDITION.validate_python(both))


@given(conditions, conditions, subjects)
def test_implication_is_never_claimed_wrongly(
    narrow: dict[str, Any], broad: dict[str, Any], asked: RoutingSubject
) -> None:
    if matches(narrow, asked, Priority.HIGH) and not matches(broad, asked, Priority.HIGH):
        assert not ANALYSIS.implies(CONDITION.validate_python(narrow), CONDITION.validate_python(broad))


@given(conditions)
def test_a_condition_and_its_opposite_cover_everything(condition: dict[str, Any]) -> None:
    made, opposite = CONDITION.validate_python(condition), CONDITION.validate_python(no(condition))
    assert not (ANALYSIS.never_matches(made) and ANALYSIS.never_matches(opposite))


async def told(*rules: Any) -> list[str]:
    found = await rules_fit(cast("AsyncSession", None), snapshot(*ITEMS, MAIN, *rules))
    assert all(error.message("zh-CN") for error in found)
    return [str(error) for error in found]


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        (item("nowhere"), "there is no item"),
        (field("EXISTS", path="nothing"), "no form has a field nothing"),
        (all_of(item("money"), field("EXISTS")), "no form has a field amount"),
        (any_of(), "can never match"),
    ],
)
async def test_publishing_refuses_a_rule(when: dict[str, Any], reason: str) -> None:
    assert any(reason in problem for problem in await told(rule("r", when, {"stop": True})))


async def test_a_rule_behind_a_broader_one_that_stops_is_refused() -> None:
    stops = rule("stops", channel("PHONE", "EMAIL"), {"stop": True}, 1)
    behind = rule("behind", all_of(channel("PHONE"), store("S1")), {"add_tags": ["x"]}, 2)
    assert any("never reached" in problem for problem in await told(stops, behind))


async def test_a_rule_partly_behind_or_before_it_or_beside_a_switched_off_one_is_right() -> None:
    stops = rule("stops", channel("PHONE"), {"stop": True}, 1)
    off = rule("off", always(), {"stop": True}, 0, active=False)
    partly = rule("partly", channel("PHONE", "EMAIL"), {"add_tags": ["x"]}, 2)
    before = rule("before", channel("PHONE"), {"add_tags": ["x"]}, 0)
    deep = rule("deep", all_of(item("short"), field("GREATER", 5)), {"add_tags": ["x"]}, 0)
    assert await told(stops, off, partly, before, deep) == []
