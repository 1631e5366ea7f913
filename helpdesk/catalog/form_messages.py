"""What is wrong with a form, told to a person in both languages and without repeating what they wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jsonschema_rs

from helpdesk.catalog.errors import FormRefused

_TYPES = {
    "string": ("text", "文本"), "integer": ("a whole number", "整数"), "number": ("a number", "数字"),
    "boolean": ("true or false", "是或否"), "array": ("a list", "列表"), "object": ("an object", "对象"),
    "null": ("empty", "空"),
}  # fmt: skip
_FORMATS = {
    "date": ("a date like 2026-09-30", "日期，如 2026-09-30"),
    "date-time": ("an instant like 2026-09-30T16:00:00+08:00", "时间，如 2026-09-30T16:00:00+08:00"),
    "time": ("a time of day like 16:00:00+08:00", "时刻，如 16:00:00+08:00"),
    "duration": ("a duration like PT30M", "时长，如 PT30M"),
    "email": ("an e-mail address", "电子邮箱地址"),
    "uri": ("a web address", "网址"),
    "uuid": ("a UUID", "UUID"),
}
_TEXTS = {
    "enum": ("Must be one of: {options}.", "必须是以下之一：{options}。"),
    "const": ("Must be {expected}.", "必须为 {expected}。"),
    "type": ("Must be {type_en}.", "必须是{type_zh}。"),
    "format": ("Must be {format_en}.", "必须是{format_zh}。"),
    "pattern": ("Does not have the required form {pattern}.", "格式不符合要求 {pattern}。"),
    "minimum": ("Must be at least {limit}.", "不能小于 {limit}。"),
    "maximum": ("Must be at most {limit}.", "不能大于 {limit}。"),
    "exclusiveMinimum": ("Must be greater than {limit}.", "必须大于 {limit}。"),
    "exclusiveMaximum": ("Must be less than {limit}.", "必须小于 {limit}。"),
    "multipleOf": ("Must be a multiple of {multiple_of}.", "必须是 {multiple_of} 的倍数。"),
    "minLength": ("Needs at least {limit} characters.", "至少 {limit} 个字符。"),
    "maxLength": ("At most {limit} characters are allowed.", "最多 {limit} 个字符。"),
    "minItems": ("Needs at least {limit} items.", "至少 {limit} 项。"),
    "maxItems": ("At most {limit} items are allowed.", "最多 {limit} 项。"),
    "uniqueItems": ("Items must differ from one another.", "各项不能重复。"),
    "contains": ("Lacks an item that is required.", "缺少必需的项。"),
    "minProperties": ("Needs at least {limit} fields.", "至少 {limit} 个字段。"),
    "maxProperties": ("At most {limit} fields are allowed.", "最多 {limit} 个字段。"),
    "anyOf": ("Fits none of the allowed alternatives.", "不符合任何一种允许的形式。"),
    "oneOf": ("Must fit exactly one of the alternatives.", "必须且只能符合一种允许的形式。"),
    "falseSchema": ("Is not allowed here.", "此处不允许填写。"),
    "propertyNames": ("Holds a field whose name is not allowed.", "包含不允许的字段名。"),
}
_UNEXPECTED = ("There is no such field in this form.", "表单中没有此字段。")
_REQUIRED = ("Is required.", "为必填项。")
_OTHERWISE = ("Is not as this form wants it.", "不符合表单要求。")


def refusals(
    error: jsonschema_rs.ValidationError, form: Mapping[str, Any], *, field: str
) -> Iterator[FormRefused]:
    """One validation error of a form as what a person is told; several where it names several fields."""
    path = _path(field, error.instance_path)
    found = error.kind.as_dict()
    if error.kind.name == "falseSchema" and error.schema_path[-1:] == ["additionalProperties"]:
        for name in _at(form, error.instance_path):  # an object that may have no fields at all
            yield FormRefused(f"{path}.{name}"[:200], *_UNEXPECTED)
        return
    if error.kind.name == "required":
        yield FormRefused(f"{path}.{found['property']}", *_REQUIRED)
    elif error.kind.name in ("additionalProperties", "unevaluatedProperties"):
        for name in found["unexpected"]:
            yield FormRefused(f"{path}.{name}"[:200], *_UNEXPECTED)
    else:
        en, zh = _TEXTS.get(error.kind.name, _OTHERWISE)
        words = _words(error.kind.name, found)
        yield FormRefused(path, en.format_map(words), zh.format_map(words))


def _words(keyword: str, found: Mapping[str, Any]) -> dict[str, Any]:
    if keyword == "type":
        known = [_TYPES[name] for name in sorted(found["types"])]
        return {"type_en": " or ".join(en for en, _ in known), "type_zh": "或".join(zh for _, zh in known)}
    if keyword == "format":
        en, zh = _FORMATS.get(found["format"], (found["format"], found["format"]))
        return {"format_en": en, "format_zh": zh}
    if keyword == "enum":
        return {"options": ", ".join(str(option) for option in found["options"][:50])}
    if keyword == "const":
        return {"expected": found["expected_value"]}
    return dict(found)


def _at(form: Any, steps: Sequence[str | int]) -> Any:
    for step in steps:
        form = form[step]
    return form


def _path(field: str, steps: Sequence[str | int]) -> str:
    return ".".join([field, *map(str, steps)])
