"""The one deciding function, and that a stored decision can be made again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from routing_samples import (
    ITEMS,
    MAIN,
    always,
    desk,
    item,
    rule,
    rule_lists,
    snapshot,
    subject,
    subjects,
    uid,
)

from helpdesk.catalog.errors import ItemNotOffered
from helpdesk.kit.errors import NotFound
from helpdesk.kit.priority import Priority
from helpdesk.routing.assignment import Availability, Candidate, Obstacle, Why
from helpdesk.routing.decisions import explain, recorded, replay
from helpdesk.routing.engine import decide, route
from helpdesk.routing.errors import NoResponsibleGroup
from helpdesk.routing.models import RoutingDecision
from helpdesk.routing.rules import RoutingRule
from helpdesk.routing.subject import RoutingSubject

NOON = datetime(2026, 9, 30, 12, tzinfo=UTC)
NOBODY = Availability(NOON)
PEOPLE = Availability(
    NOON,
    {
        uid(group): (
            Candidate(uid(f"{group} 1"), load=2, capacity=5),
            Candidate(uid(f"{group} 2"), load=1, capacity=5, last_assigned_at=NOON),
            Candidate(uid(f"{group} 3"), load=0, capacity=5, on_leave=True),
        )
        for group in ("front", "quality", "finance")
    },
)
PHONE = {"kind": "CHANNEL", "channels": ["PHONE"]}


def test_without_rules_the_desk_and_the_tree_decide() -> None:
    decision = decide(snapshot(*ITEMS, MAIN, version=4), subject(), PEOPLE)
    assert decision.route.configuration_version == 4
    assert (decision.route.desk_id, decision.route.node_id) == (uid("main"), uid("main"))
    assert (decision.route.group_id, decision.route.priority) == (uid("front"), Priority.NORMAL)
    assert (decision.agent_id, decision.choice.why) == (uid("front 2"), Why.LEAST_LOADED)


def test_the_first_rule_that_names_a_group_or_priority_wins_and_tags_add_up() -> None:
    rules = [
        rule("1", PHONE, {"priority": "HIGH", "add_tags": ["a", "b"]}, 1),
        rule("2", PHONE, {"priority": "LOW", "group_id": uid("quality"), "add_tags": ["b", "c"]}, 2),
        rule("3", PHONE, {"group_id": uid("finance"), "stop": True}, 3),
        rule("4", PHONE, {"add_tags": ["never"]}, 4),
    ]
    found = route(snapshot(*ITEMS, MAIN, *rules), subject())
    assert (found.group_id, found.priority, found.tags) == (uid("quality"), Priority.HIGH, ("a", "b", "c"))
    assert found.rule_ids == (uid("1"), uid("2"), uid("3"))
    assert (found.group_rule_id, found.node_id) == (uid("2"), None)


@pytest.mark.parametrize(
    ("stated", "default", "tagged"),
    [(None, None, False), (None, "HIGH", True), ("LOW", "HIGH", False), ("HIGH", None, True)],
)
def test_rules_look_at_the_stated_priority_else_the_items_default(
    stated: str | None, default: str | None, tagged: bool
) -> None:
    one = item("root", default_priority=default)
    urgent = rule("r", {"kind": "PRIORITY", "priorities": ["HIGH"]}, {"add_tags": ["high"]})
    asked = subject("root", priority=stated and Priority(stated))
    assert bool(route(snapshot(one, MAIN, urgent), asked).tags) is tagged


def test_the_items_skills_are_needed() -> None:
    skilled = item("root", skills=["tax"])
    choice = decide(snapshot(skilled, MAIN), subject("root"), PEOPLE).choice
    assert (choice.agent_id, choice.why) == (None, Why.NOBODY_AVAILABLE)
    assert Obstacle.LACKS_SKILLS in choice.reasons[0].obstacles
    assert choice.reasons[0].missing_skills == ("tax",)


@pytest.mark.parametrize(
    ("entries", "error"),
    [
        pytest.param([desk("main", is_default=True), item("root")], NoResponsibleGroup, id="no group"),
        pytest.param([item("root")], NoResponsibleGroup, id="no desk"),
        pytest.param([MAIN, item("root", active=False)], ItemNotOffered, id="an inactive item"),
        pytest.param([MAIN], NotFound, id="an unknown item"),
    ],
)
def test_what_cannot_be_routed_is_a_typed_error(entries: list[Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        decide(snapshot(*entries), subject("root"), NOBODY)


def test_a_rule_can_name_the_group_that_the_desk_lacks() -> None:
    names = rule("r", always(), {"group_id": uid("quality")})
    found = route(snapshot(desk("main", is_default=True), item("root"), names), subject("root"))
    assert (found.group_id, found.node_id) == (uid("quality"), None)


def stored(asked: RoutingSubject, rules: list[RoutingRule]) -> RoutingDecision:
    """A decision as its row comes back from the database."""
    decision = decide(snapshot(*ITEMS, MAIN, *rules), asked, PEOPLE)
    row = recorded(
        decision, subject_kind="ticket", subject_id=uid("t"), revision=1, subject=asked, availability=PEOPLE
    )
    row.subject = orjson.loads(orjson.dumps(row.subject))
    row.availability = orjson.loads(orjson.dumps(row.availability))
    return row


@given(subjects)
def test_a_subject_survives_being_stored(asked: RoutingSubject) -> None:
    assert RoutingSubject.from_json(orjson.loads(orjson.dumps(asked.to_json()))) == asked


@given(rule_lists(), subjects)
def test_deciding_again_on_what_was_stored_decides_the_same(
    rules: list[RoutingRule], asked: RoutingSubject
) -> None:
    configuration = snapshot(*ITEMS, MAIN, *rules)
    row = stored(asked, rules)
    assert replay(configuration, row) == decide(configuration, asked, PEOPLE)
    explanation = explain(configuration, row)
    assert explanation.agrees
    assert len(explanation.not_the_others) == 2
    assert all(reason.obstacles for reason in explanation.not_the_others)


def test_another_version_may_decide_otherwise_and_that_is_seen() -> None:
    row = stored(subject(), [])
    moved = snapshot(*ITEMS, MAIN, rule("r", PHONE, {"group_id": uid("quality")}), version=2)
    assert replay(moved, row).route.group_id == uid("quality")
    assert not explain(moved, row).agrees
