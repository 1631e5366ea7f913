"""Personal values in forms: fields that a definition marks `x-sensitive` are sealed, everything else keeps a reference.

`true` lets the value's own shape say what it is; the name of a kind (`PHONE`, `ADDRESS` …) says it for all, and
`{"by": "field", "kinds": {"MOBILE": "PHONE", …}}` goes by what stands beside it under that name.
In place of the value stands `{"sealed": <id>, "kind": …, "masked": "138****5678"}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import jsonschema_rs

from helpdesk.catalog import schemas
from helpdesk.kit.ids import new_id
from helpdesk.privacy.kinds import ValueKind, mask

MARK: Final = "x-sensitive"
ERASED: Final = "已删除 (erased)"
_KEYS: Final = frozenset({"sealed", "kind", "masked", "json", "erased"})
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_PHONE = re.compile(r"(\+?86[- ]?)?1[3-9]\d([- ]?\d{4}){2}\Z")
_ID_NUMBER = re.compile(r"\d{17}[\dXx]\Z")
_BANK_CARD = re.compile(r"\d([ -]?\d){11,18}\Z")


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is to be sealed under this id. What is no text is sealed as JSON."""

    id: UUID
    kind: ValueKind
    value: str


def split(schema: Mapping[str, Any], form: Mapping[str, Any]) -> tuple[dict[str, Any], list[Secret]]:
    """The form with references in place of sensitive values, and those values."""
    secrets: list[Secret] = []
    found = _split(schema, (schema,), form, secrets, {})
    return dict(found), secrets


def is_sensitive(schema: Mapping[str, Any], path: Sequence[str]) -> bool:
    """Whether the field at a path (as in `schemas.declares`), or something that holds it, is marked."""
    at: list[Any] = [schema]
    for step in path:
        about = _about(schema, at)
        if _kind_of(about) is not None:
            return True
        at = [
            child for node in about for child in (_items(node) if step == "*" else _of_property(node, step))
        ]
    return _kind_of(_about(schema, at)) is not None


def references(form: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What stands in the form for sealed values, each with its path, as `changes.0.after`."""
    yield from _references(form, ())


def reference_at(form: Any, path: str) -> Mapping[str, Any] | None:
    """What stands for the sealed value at a path; None where none does."""
    return next((found for at, found in references(form) if at == path), None)


def shown(form: Any) -> Any:
    """The form as everyone who sees the ticket may see it."""
    return _replaced(form, lambda found: ERASED if found.get("erased") else found.get("masked"))


def opened(form: Any, values: Mapping[UUID, str | None]) -> Any:
    """The form in clear; what was erased is told as such."""

    def value(found: Mapping[str, Any]) -> Any:
        clear = values.get(UUID(found["sealed"]))
        if clear is None:
            return ERASED
        return json.loads(clear) if found.get("json") else clear

    return _replaced(form, value)


def ids(form: Any) -> list[UUID]:
    """The ids of the form's sealed values."""
    return [UUID(found["sealed"]) for _, found in references(form)]


def without(form: Any, erased: frozenset[UUID]) -> Any:
    """The form once some of its values were erased: not even their masks are left."""
    return _replaced(
        form,
        lambda found: (
            {"sealed": found["sealed"], "erased": True} if UUID(found["sealed"]) in erased else found
        ),
    )


def sealed_anew(form: Any, values: Mapping[UUID, str | None]) -> tuple[dict[str, Any], list[Secret]]:
    """The form with references of its own to the same values, for another ticket; and those values."""
    secrets: list[Secret] = []

    def again(found: Mapping[str, Any]) -> Any:
        clear = values.get(UUID(found["sealed"]))
        if clear is None:
            return {"sealed": found["sealed"], "erased": True}
        secret = Secret(new_id(), ValueKind(found["kind"]), clear)
        secrets.append(secret)
        return {**found, "sealed": str(secret.id)}

    return _replaced(form, again), secrets


def problem(schema: Any) -> str | None:
    """A mark that says no kind of value, if there is one in a definition."""
    if isinstance(schema, Mapping):
        mark = schema.get(MARK)
        if mark is not None and not isinstance(mark, bool | Mapping | list) and mark not in set(ValueKind):
            return str(mark)
        if isinstance(mark, Mapping) and _goes_by_another(mark):
            wrong = [kind for kind in mark["kinds"].values() if kind not in set(ValueKind)]
            return str(wrong[0]) if wrong else None
    children = schema.values() if isinstance(schema, Mapping) else schema if isinstance(schema, list) else ()
    return next((found for child in children if (found := problem(child)) is not None), None)


def _split(
    root: Mapping[str, Any], at: Sequence[Any], value: Any, secrets: list[Secret], beside: Mapping[str, Any]
) -> Any:
    """As `split`, for a value that stands in an object among others."""
    about = _about(root, at)
    mark = True if _is_reference(value) else _kind_of(about, beside)  # nobody brings a reference of their own
    if mark is not None and value is not None:
        return _sealed(mark, value, secrets)
    if isinstance(value, Mapping):
        return {
            name: _split(
                root, [child for node in about for child in _of_property(node, name)], one, secrets, value
            )
            for name, one in value.items()
        }
    if isinstance(value, list):
        items = [child for node in about for child in _items(node)]
        return [_split(root, items, one, secrets, {}) for one in value]
    return value


def _sealed(mark: bool | str, value: Any, secrets: list[Secret]) -> dict[str, Any]:
    is_text = isinstance(value, str)
    text = value if is_text else json.dumps(value, ensure_ascii=False)  # whatever the size of its numbers
    kind = ValueKind(mark) if isinstance(mark, str) and is_text else _guessed(text)
    secret = Secret(new_id(), kind, text)
    secrets.append(secret)
    found = {"sealed": str(secret.id), "kind": kind.value, "masked": mask(kind, text)}
    return found if is_text else {**found, "json": True}


def _guessed(text: str) -> ValueKind:
    for pattern, kind in (
        (_PHONE, ValueKind.PHONE),
        (_ID_NUMBER, ValueKind.ID_NUMBER),
        (_BANK_CARD, ValueKind.BANK_CARD),
    ):
        if pattern.match(text.strip()):
            return kind
    return ValueKind.TEXT


def _about(root: Mapping[str, Any], at: Sequence[Any]) -> list[Mapping[str, Any]]:
    """All schemas that speak about a value, in whatever case: rather one value sealed too many than one too few."""
    found: list[Mapping[str, Any]] = []
    waiting = list(at)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping) and not any(node is known for known in found):
            found.append(node)
            waiting.extend(schemas.beside(root, node))
    return found


def _of_property(node: Mapping[str, Any], name: str) -> list[object]:
    """What a schema says about a property of that name."""
    found = [
        one for pattern, one in node.get("patternProperties", {}).items() if _pattern(pattern).is_valid(name)
    ]
    if name in node.get("properties", {}):
        found.append(node["properties"][name])
    return found or [node.get("additionalProperties")]


def _items(node: Mapping[str, Any]) -> list[object]:
    return [*node.get("prefixItems", ()), node.get("items")]


@lru_cache(maxsize=500)
def _pattern(pattern: str) -> jsonschema_rs.Draft202012Validator:
    """Patterns run on an engine without backtracking, here as in validation."""
    return jsonschema_rs.Draft202012Validator(
        {"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions()
    )


def _kind_of(
    about: Sequence[Mapping[str, Any]], beside: Mapping[str, Any] | None = None
) -> bool | str | None:
    marks = [_said(node[MARK], beside or {}) for node in about if node.get(MARK)]
    return next((mark for mark in marks if isinstance(mark, str)), True if marks else None)


def _said(mark: Any, beside: Mapping[str, Any]) -> bool | str:
    """What a mark says of a value, by what stands beside it where it goes by that."""
    if not _goes_by_another(mark):
        return mark if isinstance(mark, str) else True
    other = beside.get(mark["by"])
    kind: str | None = mark["kinds"].get(other) if isinstance(other, str) else None
    return kind or True


def _goes_by_another(mark: Any) -> bool:
    return (
        isinstance(mark, Mapping)
        and isinstance(mark.get("by"), str)
        and isinstance(mark.get("kinds"), Mapping)
    )


def _is_reference(value: Any) -> bool:
    if not (isinstance(value, Mapping) and value.keys() <= _KEYS):
        return False
    sealed = value.get("sealed")
    return isinstance(sealed, str) and _UUID.match(sealed) is not None


def _references(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if _is_reference(value):
        yield ".".join(path), value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _references(one, (*path, name))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _references(one, (*path, str(place)))


def _replaced(value: Any, by: Callable[[Mapping[str, Any]], Any]) -> Any:
    if _is_reference(value):
        return by(value)
    if isinstance(value, Mapping):
        return {name: _replaced(one, by) for name, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, by) for one in value]
    return value
