"""Scripts branch; what leads nowhere is refused, and a call follows one way through (docs/domain.md §8.1)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from helpdesk.calls.errors import PathRefused
from helpdesk.calls.outcomes import CallOutcome
from helpdesk.calls.plans import CallPlan
from helpdesk.calls.scripts import CallScript, Said, faults, walk

ITEM = str(UUID(int=7))
TEXT = {"zh": "您好", "en": "Hello"}


def answer(code: str, **leads: Any) -> dict[str, Any]:
    """An answer."""
    return {"code": code, "label": TEXT, **leads}


def script(**nodes: list[dict[str, Any]]) -> CallScript:
    """A script of nodes with these answers."""
    made = [{"code": code, "text": TEXT, "answers": answers} for code, answers in nodes.items()]
    return CallScript.model_validate({"id": UUID(int=1), "code": "s", "name": TEXT, "nodes": made})


GOOD = script(
    ring=[answer("yes", next="ask"), answer("no", outcome="NOT_REACHED")],
    ask=[answer("again", next="ring"), answer("good", outcome="SATISFIED")],
)


def told(found: CallScript) -> list[str]:
    """What is wrong, in English."""
    return [en for en, _ in faults(found)]


def test_a_right_script_has_no_fault() -> None:
    assert told(GOOD) == []


def test_a_node_that_is_never_reached_is_refused() -> None:
    found = script(ring=[answer("no", outcome="NOT_REACHED")], lost=[answer("ok", outcome="REACHED")])
    assert told(found) == ["node lost is never reached"]


def test_a_dead_end_is_refused() -> None:
    found = script(
        ring=[answer("on", next="round"), answer("no", outcome="NOT_REACHED")],
        round=[answer("on", next="about")],
        about=[answer("on", next="round")],
    )
    assert told(found) == ["node about is a dead end", "node round is a dead end"]


def test_an_unknown_node_is_refused() -> None:
    found = script(ring=[answer("on", next="nowhere"), answer("no", outcome="NOT_REACHED")])
    assert told(found) == ["node ring leads to an unknown node nowhere"]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(answer("a"), id="leads nowhere"),
        pytest.param(answer("a", next="ask", outcome="REACHED"), id="leads two ways"),
        pytest.param(answer("a", outcome="DAMAGED"), id="damaged opens no courier check"),
        pytest.param(answer("a", outcome="NOT_RECEIVED"), id="not received opens no courier check"),
        pytest.param(answer("a", outcome="SATISFIED", opens_item_id=ITEM), id="satisfied opens a ticket"),
        pytest.param(answer("a", outcome="SENT"), id="a call is not sent"),
    ],
)
def test_answers_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        script(ring=[wrong])


def test_an_unknown_placeholder_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"there is no placeholder \{id_card\}"):
        CallScript.model_validate(
            {
                "id": UUID(int=1), "code": "s", "name": TEXT,
                "nodes": [
                    {"code": "n", "text": TEXT | {"zh": "{id_card}"}, "answers": [answer("a", outcome="OUT")]}
                ],
            }
        )  # fmt: skip


def test_the_last_answer_of_a_way_through_is_its_outcome() -> None:
    path = [Said("ring", "yes"), Said("ask", "again"), Said("ring", "yes"), Said("ask", "good")]
    assert walk(GOOD, path).outcome is CallOutcome.SATISFIED


@pytest.mark.parametrize(
    ("path", "field"),
    [
        pytest.param([], "path", id="nothing was said"),
        pytest.param([("ring", "yes")], "path", id="no outcome yet"),
        pytest.param([("ask", "good")], "path.0.node", id="begins in the middle"),
        pytest.param([("ring", "maybe")], "path.0.answer", id="no such answer"),
        pytest.param([("ring", "yes"), ("ring", "no")], "path.1.node", id="jumps"),
        pytest.param([("ring", "no"), ("ask", "good")], "path.1.node", id="goes on after the outcome"),
    ],
)
def test_a_way_that_the_script_does_not_go_is_refused(path: list[tuple[str, str]], field: str) -> None:
    with pytest.raises(PathRefused) as refused:
        walk(GOOD, [Said(*step) for step in path])
    assert refused.value.field == field


STEPS = st.tuples(st.sampled_from(["ring", "ask", "x"]), st.sampled_from(["yes", "no", "again", "good"]))


@given(st.lists(STEPS, max_size=6))
def test_whatever_is_told_ends_in_an_outcome_or_is_refused(path: list[tuple[str, str]]) -> None:
    said = [Said(*step) for step in path]
    try:
        assert walk(GOOD, said).outcome is not None
    except PathRefused:
        return


PLAN: dict[str, Any] = {
    "id": UUID(int=1), "code": "p", "name": TEXT, "group_id": ITEM, "calendar_id": ITEM,
    "trigger": {"kind": "GRADE", "monthly": {"A": ["SMS", "PHONE"]}},
}  # fmt: skip


@pytest.mark.parametrize("given_", [{"script_id": ITEM}, {"message": TEXT}, {}])
def test_a_plan_needs_what_its_channels_say(given_: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="need a"):
        CallPlan.model_validate(PLAN | given_)


def test_only_calls_after_complaints_are_owed_to_whoever_wants_no_more() -> None:
    both = {"script_id": ITEM, "message": TEXT}
    complaint = {"kind": "AFTER_COMPLAINT", "item_ids": [ITEM]}
    assert CallPlan.model_validate(PLAN | both).routine
    assert CallPlan.model_validate(PLAN | both | {"trigger": {"kind": "QUARTERLY"}}).routine
    assert not CallPlan.model_validate(PLAN | both | {"trigger": complaint}).routine
