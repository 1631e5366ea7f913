"""What publishing refuses in a definition (docs/procedures.md)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.procedures.checks import faults
from helpdesk.procedures.definition import ProcedureDocument

TITLE = {"zh": "名", "en": "name"}


def outcome(code: str = "OK", **more: Any) -> dict[str, Any]:
    """An outcome."""
    return {"code": code, "title": TITLE, **more}


def step(code: str, *outcomes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A step."""
    return {"code": code, "title": TITLE, "outcomes": list(outcomes), **more}


def definition(*steps: dict[str, Any], first: str = "A", **more: Any) -> ProcedureDocument:
    """A definition."""
    document = {"id": UUID(int=1), "code": "p", "name": TITLE, "first": first, "steps": steps, **more}
    return ProcedureDocument.model_validate(document)


END = outcome(end="DONE")


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        pytest.param(
            definition(step("A", END), step("B", END)), "the step B cannot be reached", id="unreachable"
        ),
        pytest.param(
            definition(step("A", outcome())), "A.OK is a dead end, or leads two ways", id="dead end"
        ),
        pytest.param(
            definition(step("A", outcome(then=["A"], end="DONE"))),
            "A.OK is a dead end, or leads two ways",
            id="two ways",
        ),
        pytest.param(
            definition(step("A", outcome(then=["A"]))), "the step A never leads to an end", id="round"
        ),
        pytest.param(definition(step("A", outcome(then=["Z"]))), "A.OK: there is no step Z", id="nowhere"),
        pytest.param(definition(step("A", END), first="Z"), "there is no first step Z", id="no first"),
        pytest.param(
            definition(step("A", END), step("A", END)), "the step A is there twice", id="step twice"
        ),
        pytest.param(definition(step("A", END, END)), "A: the outcome OK is there twice", id="outcome twice"),
        pytest.param(
            definition(step("A", outcome(end="DONE", guards=["nobody"]))),
            "A: unknown guard nobody",
            id="guard",
        ),
        pytest.param(
            definition(step("A", END, entering=["nothing"])),
            "A: unknown effect nothing",
            id="entering effect",
        ),
        pytest.param(
            definition(step("A", END), at_deadline={"reason": "LATE", "effects": ["nothing"]}),
            "at an end: unknown effect nothing",
            id="effect at the deadline",
        ),
    ],
)
def test_a_definition_that_leads_astray_is_refused(document: ProcedureDocument, fault: str) -> None:
    assert fault in [en for en, _ in faults(document)]


def test_what_must_be_filled_in_is_a_usable_schema() -> None:
    wrong = definition(step("A", outcome(end="DONE", fields={"type": "objekt"})))
    assert [en.split(":")[0] for en, _ in faults(wrong)] == ["A.OK.fields"]


@given(st.data())
def test_a_definition_is_sound_exactly_when_every_step_is_on_a_way_from_the_first_to_an_end(
    data: st.DataObject,
) -> None:
    names = "ABCDE"[: data.draw(st.integers(1, 5))]
    ways = {name: data.draw(st.lists(st.sampled_from(names), unique=True, max_size=3)) for name in names}
    steps = [step(name, outcome(then=ways[name]) if ways[name] else END) for name in names]
    sound = all(name in _reached("A", ways) and _ends(name, ways) for name in names)
    assert (not list(faults(definition(*steps)))) is sound


def _reached(start: str, ways: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(ways[name])
    return found


def _ends(name: str, ways: dict[str, list[str]]) -> bool:
    return any(not ways[one] for one in _reached(name, ways))
