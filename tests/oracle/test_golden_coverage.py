"""The golden answers say enough: every field has a value in one of them, and a wrong declaration changes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLSchema

from helpdesk.kit.bounded import Bounded
from helpdesk.schema.build import engine
from helpdesk.schema.projection.declarations import DECLARED, Column, Computed, Declaration, declared
from helpdesk.schema.projection.sources import Source
from tests.oracle.asking import House
from tests.oracle.goldens import cases, shown
from tests.oracle.labels import Labels
from tests.oracle.nulls import answered, nullable
from tests.oracle.reach import Place

ALWAYS_NULL: dict[Place, str] = {
    ("InstallPackPayload", "configuration"): "a pack is published once its groups have members",
}
"""Fields of which no golden answer can hold a value, and why."""


def test_every_field_that_can_be_null_is_not_in_some_golden_answer(
    schema: GraphQLSchema, labels: Labels
) -> None:
    told: set[Place] = set()
    for folder in (".", "changes", "streams"):
        for case in cases(folder):
            answers = case.answer if folder == "streams" else [case.answer]
            for answer in answers:
                told |= answered(schema, case.asked(labels), answer["data"]) if answer["data"] else set()
    assert sorted(nullable(schema) - told) == sorted(ALWAYS_NULL)


def _unscoped(source: Callable[[], Source]) -> Callable[[], Source]:
    return lambda: replace(source(), scope=lambda _: ())


Wrong = Callable[[Any], Declaration]
WRONG: dict[str, tuple[str, Wrong]] = {
    "Ticket.storeCode": ("ticket", lambda right: replace(right, name="member_code")),
    "Ticket.updatedAt": ("ticket", lambda right: replace(right, name="created_at")),
    "Ticket.comments": ("ticket", lambda right: replace(right, source=_unscoped(right.source))),
    "Ticket.timers": ("timers", lambda right: replace(right, order=("-id",))),
    "Ticket.customer": ("ticket", lambda right: replace(right, source=_unscoped(right.source))),
    "Ticket.flags": ("ticket", lambda right: replace(right, order=("at",))),
    "AgentGroup.deputy": ("people", lambda right: replace(right, key=replace(right.key, columns=("manager_id",)))),
    "Agent.roles": ("nodes", lambda right: replace(right, needs=None)),
    "Customer.phone": ("customer", lambda _: Column("phone_masked")),
    "Event.subjectId": ("events", lambda _: Computed(lambda: None, ())),
}  # fmt: skip


@pytest.mark.parametrize("place", WRONG)
def test_a_wrong_declaration_changes_a_golden_answer(
    place: str, house: House, labels: Labels, schema: GraphQLSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, wrong = WRONG[place]
    kind, name = place.split(".")
    field = schema.type_map[kind].fields[name].extensions["strawberry-definition"]  # type: ignore[attr-defined]
    monkeypatch.setattr(field, "metadata", {DECLARED: wrong(declared(field))})
    monkeypatch.setattr(engine(introspection=True), "plans", Bounded(500))
    asked = [case for case in cases() if case.document.stem == document]
    assert any(shown(house.ask(case.asked(labels)), labels) != case.answer for case in asked)
