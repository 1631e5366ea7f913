"""Forms: what is refused, where it is said, and that nothing makes the check run long."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest
from catalog_samples import catalog, item, uid
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.catalog import forms, plain_json, schemas
from helpdesk.catalog.errors import SchemaRefused
from helpdesk.kit.errors import Several

SCHEMA = {
    "type": "object",
    "required": ["order"],
    "additionalProperties": False,
    "properties": {
        "order": {"type": "string", "pattern": "^[A-Z][0-9]+$", "maxLength": 6},
        "kind": {"enum": ["A", "B"]},
        "when": {"type": "string", "format": "date"},
        "lines": {
            "type": "array",
            "maxItems": 2,
            "items": {"type": "object", "properties": {"quantity": {"type": "integer", "minimum": 1}}},
        },
    },
}
HELD = catalog(item("root", form=SCHEMA), item("leaf", "root"), item("bare"))


def refused(form: Any, code: str = "leaf") -> list[tuple[str | None, str, str]]:
    with pytest.raises(Several) as raised:
        forms.check(HELD, uid(code), form)
    return [(error.field, error.message("en"), error.message("zh-CN")) for error in raised.value.errors]


def test_a_right_form_comes_back_as_it_was() -> None:
    form = {"order": "A1", "lines": [{"quantity": 3}], "when": "2026-09-30"}
    assert forms.check(HELD, uid("leaf"), form) == form


@pytest.mark.parametrize(
    ("form", "field", "en", "zh"),
    [
        ({}, "form.order", "Is required.", "为必填项。"),
        ({"order": 1}, "form.order", "Must be text.", "必须是文本。"),
        ({"order": "x"}, "form.order", "Does not have the required form ^[A-Z][0-9]+$.",
         "格式不符合要求 ^[A-Z][0-9]+$。"),
        ({"order": "A123456"}, "form.order", "At most 6 characters are allowed.", "最多 6 个字符。"),
        ({"order": "A1", "kind": "C"}, "form.kind", "Must be one of: A, B.", "必须是以下之一：A, B。"),
        ({"order": "A1", "when": "30.9."}, "form.when", "Must be a date like 2026-09-30.",
         "必须是日期，如 2026-09-30。"),
        ({"order": "A1", "lines": [{"quantity": 0}]}, "form.lines.0.quantity", "Must be at least 1.",
         "不能小于 1。"),
        ({"order": "A1", "lines": [{}, {}, {}]}, "form.lines", "At most 2 items are allowed.", "最多 2 项。"),
        ({"order": "A1", "more": 1}, "form.more", "There is no such field in this form.",
         "表单中没有此字段。"),
        ({"order": "A\x001"}, "form.order", "The text holds a NUL character.", "文本包含空字符（NUL）。"),
        ({"order": "\ud800"}, "form.order", "The text holds a lone surrogate.", "文本包含无效的代理字符。"),
        ({"\x00": 1}, "form", "The text holds a NUL character.", "文本包含空字符（NUL）。"),
        ({"order": 10**30}, "form.order", "The integer has more than 64 bits.", "整数超出 64 位范围。"),
        ({"order": float("nan")}, "form.order", "The number is not finite.", "数值必须是有限数。"),
        ({"order": "x" * 70_000}, "form", "Larger than 64 KiB.", "超过 64 KiB。"),
        ([], "form", "Must be an object.", "必须是对象。"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_with_its_reason(form: Any, field: str, en: str, zh: str) -> None:
    assert refused(form) == [(field, en, zh)]


def test_everything_wrong_is_told_at_once() -> None:
    fields = {field for field, _, _ in refused({"kind": "C", "a": 1, "b": 2})}
    assert fields == {"form.order", "form.kind", "form.a", "form.b"}


def test_an_item_without_a_form_takes_an_empty_one() -> None:
    assert forms.check(HELD, uid("bare"), None) == {}
    assert refused({"a": 1}, "bare")[0][0] == "form.a"


def test_deep_input_is_refused_without_recursion() -> None:
    deep: Any = {}
    for _ in range(100_000):
        deep = {"a": deep}
    assert refused({"order": deep}) == [("form", "More than 16 levels deep.", "嵌套超过 16 层。")]


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param({"properties": {}}, id="not of an object"),
        pytest.param({"type": "object", "$ref": "https://example.com/form.json"}, id="remote reference"),
        pytest.param({"type": "object", "$ref": "file:///etc/hosts"}, id="file reference"),
        pytest.param({"type": "object", "$ref": "#/$defs/nothing"}, id="dangling reference"),
        pytest.param({"type": "object", "properties": {"a": {"$ref": "#"}}}, id="itself"),
        pytest.param(
            {
                "type": "object",
                "$ref": "#/$defs/a",
                "$defs": {"a": {"properties": {"b": {"$ref": "#/$defs/a"}}}},
            },
            id="circle",
        ),
        pytest.param(
            {"type": "object", "properties": {"a": {"pattern": "(?=a)b"}}}, id="backtracking pattern"
        ),
        pytest.param({"type": "object", "properties": {"a": {"format": "no-such"}}}, id="unknown format"),
        pytest.param(
            {"type": "object", "$schema": "http://json-schema.org/draft-07/schema#"}, id="old draft"
        ),
        pytest.param(
            {
                "type": "object",
                "properties": {"x": {"$ref": "#/$defs/n0"}},
                "$defs": {f"n{n}": {"anyOf": [{"$ref": f"#/$defs/n{n + 1}"}] * 2} for n in range(30)}
                | {"n30": {"type": "string"}},
            },
            id="doubling references",
        ),
        pytest.param(
            {"type": "object", "properties": {"a": {"anyOf": [{"type": "string"}] * 300}}},
            id="too many alternatives",
        ),
    ],
)
def test_a_schema_that_could_reach_out_or_run_long_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(SchemaRefused):
        schemas.compiled(schema)


def test_a_catastrophic_pattern_does_not_hang() -> None:
    held = catalog(item("x", form={"type": "object", "properties": {"a": {"pattern": "^(a+)+$"}}}))
    began = time.perf_counter()
    with pytest.raises(Several):
        forms.check(held, uid("x"), {"a": "a" * 50_000 + "!"})
    assert time.perf_counter() - began < 1


def test_many_alternatives_times_many_values_do_not_hang() -> None:
    choices = [{"pattern": f"^(a|b)*c{n}$"} for n in range(190)]
    held = catalog(item("x", form={"type": "object", "properties": {"a": {"items": {"anyOf": choices}}}}))
    began = time.perf_counter()
    with pytest.raises(Several):
        forms.check(held, uid("x"), {"a": ["ababab"] * 4_990})
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("path", "declared"),
    [
        ("order", True),
        ("lines.*.quantity", True),
        ("lines.quantity", False),
        ("nothing", False),
        ("lines", True),
    ],
)
def test_a_form_declares_its_fields(path: str, declared: bool) -> None:
    assert schemas.declares(SCHEMA, path.split(".")) is declared


def test_fields_behind_references_and_conditions_are_declared() -> None:
    schema = {
        "type": "object",
        "$defs": {"person": {"properties": {"name": {}}}},
        "properties": {"payer": {"$ref": "#/$defs/person"}},
        "if": {"properties": {"a": {}}},
        "then": {"properties": {"b": {}}},
        "anyOf": [{"properties": {"c": {}}}],
    }
    assert all(schemas.declares(schema, path.split(".")) for path in ("payer.name", "a", "b", "c"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters()), inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_whatever_is_sent_is_taken_or_refused(value: Any) -> None:
    for fault in plain_json.faults(value, field="form"):
        assert fault.field is not None
        fault.field.encode()
        assert "\x00" not in fault.field
    with contextlib.suppress(Several):
        assert forms.check(HELD, uid("leaf"), value) == value
