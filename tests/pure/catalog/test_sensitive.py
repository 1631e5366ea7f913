"""Which values of a form are sealed, and what stands for them (docs/domain.md §1)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.catalog import sensitive

PHONE, ID, CARD = "13812345678", "440301199001011234", "6222021234567890123"
CHANGES = {
    "type": "object",
    "$defs": {"secret": {"type": "string", "x-sensitive": True}},
    "properties": {
        "memberCode": {"type": "string"},
        "changes": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "after": {"$ref": "#/$defs/secret"}},
            },
        },
        "address": {"type": "string", "x-sensitive": "ADDRESS"},
        "family": {"type": "object", "x-sensitive": True},
    },
    "if": {"properties": {"memberCode": {"const": "M1"}}},
    "then": {"properties": {"bank": {"x-sensitive": "BANK_CARD"}}},
    "patternProperties": {"^x_": {"x-sensitive": True}},
}


def split(form: dict[str, Any]) -> tuple[dict[str, Any], dict[Any, str]]:
    found, secrets = sensitive.split(CHANGES, form)
    return found, {one.id: one.value for one in secrets}


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ({"memberCode": PHONE}, {"memberCode": PHONE}),
        (
            {"changes": [{"field": "MOBILE", "after": PHONE}, {"field": "ID", "after": ID}]},
            {
                "changes": [
                    {"field": "MOBILE", "after": "138****5678"},
                    {"field": "ID", "after": "440****1234"},
                ]
            },
        ),
        ({"address": "广东省深圳市南山区科技园1号"}, {"address": "广东省深圳市****"}),
        ({"family": {"son": PHONE}}, {"family": "****"}),
        ({"bank": CARD}, {"bank": "****0123"}),
        ({"x_1": "whatever", "y": 1}, {"x_1": "****", "y": 1}),
        ({"address": None}, {"address": None}),
    ],
)
def test_marked_fields_are_masked_wherever_they_stand(form: dict[str, Any], shown: dict[str, Any]) -> None:
    found, values = split(form)
    assert sensitive.shown(found) == shown
    assert sensitive.opened(found, dict(values)) == form


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=30),
    lambda children: st.lists(children, max_size=3)
    | st.dictionaries(st.sampled_from([*CHANGES["properties"], "after", "bank", "x_", "sealed", "masked"]), children),
    max_leaves=12,
).filter(lambda form: isinstance(form, dict)))  # fmt: skip
def test_any_form_opens_again_as_it_was(form: dict[str, Any]) -> None:
    found, values = split(form)
    assert sensitive.opened(found, dict(values)) == form
    assert sorted(map(str, values)) == sorted(map(str, sensitive.ids(found)))


def test_nobody_brings_a_reference_of_their_own() -> None:
    forged = {"note": {"sealed": str(uuid4()), "masked": "****"}}
    found, values = split(forged)
    assert found["note"]["sealed"] != forged["note"]["sealed"]
    assert sensitive.opened(found, dict(values)) == forged


def test_what_was_erased_leaves_no_mask() -> None:
    found, values = split({"changes": [{"field": "MOBILE", "after": PHONE}], "bank": CARD})
    [phone] = [value_id for value_id, value in values.items() if value == PHONE]
    left = sensitive.without(found, frozenset({phone}))
    assert sensitive.shown(left) == {
        "changes": [{"field": "MOBILE", "after": sensitive.ERASED}],
        "bank": "****0123",
    }
    assert "138" not in str(left)
    assert "5678" not in str(left)


def test_another_ticket_gets_references_of_its_own() -> None:
    found, values = split({"bank": CARD, "address": "广东省深圳市南山区科技园1号"})
    gone = sensitive.ids(found)[1]
    again, secrets = sensitive.sealed_anew(found, {**values, gone: None})
    assert not set(sensitive.ids(again)) - {secrets[0].id} - {gone}
    assert [one.value for one in secrets] == [values[sensitive.ids(found)[0]]]


@pytest.mark.parametrize(
    ("path", "is_so"),
    [
        ("changes.*.after", True), ("changes.*.field", False), ("memberCode", False), ("bank", True),
        ("family.son", True), ("x_7", True), ("changes", False),
    ],
)  # fmt: skip
def test_a_path_is_sensitive_where_it_or_what_holds_it_is_marked(path: str, is_so: bool) -> None:
    assert sensitive.is_sensitive(CHANGES, path.split(".")) is is_so


def test_a_mark_names_a_kind() -> None:
    assert sensitive.problem(CHANGES) is None
    assert sensitive.problem({"properties": {"a": {"x-sensitive": "SECRET"}}}) == "SECRET"


def test_a_mark_can_go_by_what_stands_beside_the_value() -> None:
    by_field = {"by": "field", "kinds": {"NAME": "NAME", "MOBILE": "PHONE"}}
    row = {"type": "object", "properties": {"field": {}, "after": {"x-sensitive": by_field}}}
    schema = {"type": "object", "properties": {"changes": {"type": "array", "items": row}}}
    given = [{"field": field, "after": "13812345678"} for field in ("NAME", "MOBILE", "GRADE", 7)]
    form, secrets = sensitive.split(schema, {"changes": given})
    assert [one.kind.value for one in secrets] == ["NAME", "PHONE", "PHONE", "PHONE"]  # else by its shape
    assert "13812345678" not in str(form)
    assert sensitive.is_sensitive(schema, ["changes", "*", "after"])
    assert sensitive.problem(schema) is None
    by_field["kinds"]["GRADE"] = "SECRET"  # type: ignore[index]
    assert sensitive.problem(schema) == "SECRET"
