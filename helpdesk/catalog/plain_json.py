"""Bounds on JSON that strangers send: size, depth, and text that a database can keep."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from helpdesk.catalog.errors import FormRefused

LARGEST_BYTES = 64 * 1024
DEEPEST = 16
MOST_VALUES = 5_000
_INTEGERS = 2**63


def faults(value: object, *, field: str, deepest: int = DEEPEST) -> Iterator[FormRefused]:
    """Everything that makes a value unfit to be kept as JSON, each with its path below `field`.

    At most 64 KiB, `deepest` levels and 5,000 values; no NUL and no lone surrogate in any text or key;
    numbers finite and integers within 64 bits; nothing that JSON does not know. Needs no recursion and
    gives up at the first excess, so that hostile input costs no more than its bounds.
    """
    waiting: list[tuple[str, int, object]] = [(field, 1, value)]
    seen, sound = 0, True
    while waiting:
        path, depth, item = waiting.pop()
        seen += 1
        if depth > deepest:
            yield FormRefused(field, f"More than {deepest} levels deep.", f"嵌套超过 {deepest} 层。")
            return
        if seen > MOST_VALUES:
            yield FormRefused(field, f"More than {MOST_VALUES} values.", f"超过 {MOST_VALUES} 个值。")
            return
        if isinstance(item, dict | list):
            waiting.extend((f"{path}.{key}", depth + 1, child) for key, child in _children(item))
            fault = _first(_text_fault(key) for key in item) if isinstance(item, dict) else None
        else:
            fault = _fault(item)
        if fault:
            sound = False
            yield FormRefused(_shown(path), *fault)
    if sound and len(orjson.dumps(value)) > LARGEST_BYTES:
        yield FormRefused(field, "Larger than 64 KiB.", "超过 64 KiB。")


def count(value: object) -> int:
    """How many values a sound value holds, itself included."""
    waiting, seen = [value], 0
    while waiting:
        item = waiting.pop()
        seen += 1
        if isinstance(item, dict | list):
            waiting.extend(item.values() if isinstance(item, dict) else item)
    return seen


def _children(item: dict[Any, object] | list[object]) -> Iterable[tuple[object, object]]:
    pairs = list(item.items()) if isinstance(item, Mapping) else list(enumerate(item))
    return reversed(pairs[: MOST_VALUES + 1])


def _fault(item: object) -> tuple[str, str] | None:
    if isinstance(item, str):
        return _text_fault(item)
    if isinstance(item, float) and not math.isfinite(item):
        return "The number is not finite.", "数值必须是有限数。"
    if isinstance(item, int) and not -_INTEGERS <= item < _INTEGERS:
        return "The integer has more than 64 bits.", "整数超出 64 位范围。"
    if item is None or isinstance(item, bool | int | float):
        return None
    return "This is no JSON value.", "不是有效的 JSON 值。"


def _text_fault(text: object) -> tuple[str, str] | None:
    if not isinstance(text, str):
        return "A field's name is text.", "字段名必须是文本。"
    if "\x00" in text:
        return "The text holds a NUL character.", "文本包含空字符（NUL）。"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "The text holds a lone surrogate.", "文本包含无效的代理字符。"
    return None


def _first(found: Iterable[tuple[str, str] | None]) -> tuple[str, str] | None:
    return next((fault for fault in found if fault), None)


def _shown(path: str) -> str:
    """The path as an answer can carry it: without the characters that are to blame, and not endless."""
    return path.replace("\x00", "�").encode("utf-8", "replace").decode()[:200]
