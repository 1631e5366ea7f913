"""Form definitions: JSON Schema 2020-12, safe to run on strangers' input, and the fields they declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from helpdesk.catalog import plain_json
from helpdesk.catalog.errors import SchemaRefused
from helpdesk.catalog.expansion import Extent, Measure, resolved

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_BESIDE = ("if", "then", "else")


@dataclass(frozen=True, slots=True)
class Form:
    """A definition ready to check with, and how much work that can be."""

    validator: jsonschema_rs.Draft202012Validator
    extent: Extent


def compiled(schema: Mapping[str, Any]) -> Form:
    """A form's definition, ready to check with. Raises SchemaRefused.

    Formats are asserted, unknown ones refused; patterns run on an engine without backtracking; nothing is
    fetched; references point into the schema itself and not in circles, and written out it stays small and
    narrow, so that no input makes it run long.
    """
    for fault in plain_json.faults(schema, field="form", deepest=48):
        raise SchemaRefused(fault.message("en"), fault.message("zh-CN"))
    if schema.get("type") != "object":
        raise SchemaRefused('its type is not "object"', "类型必须为 object")
    if schema.get("$schema", DRAFT) != DRAFT:
        raise SchemaRefused("it is not of JSON Schema 2020-12", "必须是 JSON Schema 2020-12")
    try:
        validator = jsonschema_rs.Draft202012Validator(
            dict(schema),
            validate_formats=True,
            ignore_unknown_formats=False,
            pattern_options=jsonschema_rs.RegexOptions(size_limit=1_000_000, dfa_size_limit=1_000_000),
            offline=True,
        )
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise SchemaRefused(reason, reason) from None
    return Form(validator, Measure(schema).of(schema))


def declares(schema: Mapping[str, Any], path: Sequence[str]) -> bool:
    """Whether a form has a field at a path of property names, `*` standing for any item of a list.

    A pattern or a schema for additional properties declares every name it may take.
    """
    return _declared(schema, schema, tuple(path))


def _declared(root: Mapping[str, Any], node: object, path: tuple[str, ...]) -> bool:
    if not isinstance(node, Mapping):
        return False
    if not path:
        return True
    return any(_declared(root, child, path[1:]) for child in _towards(node, path[0])) or any(
        _declared(root, same, path) for same in beside(root, node)
    )


def _towards(node: Mapping[str, Any], step: str) -> Iterator[object]:
    if step == "*":
        yield from node.get("prefixItems", ())
        yield node.get("items")
        return
    if step in node.get("properties", {}):
        yield node["properties"][step]
    yield from node.get("patternProperties", {}).values()
    yield node.get("additionalProperties")


def beside(root: Mapping[str, Any], node: Mapping[str, Any]) -> Iterator[object]:
    """The schemas beside one that speak about the same value, whether or not they apply to it."""
    for name in ("allOf", "anyOf", "oneOf"):
        yield from node.get(name, ())
    yield from (node[name] for name in _BESIDE if name in node)
    yield from node.get("dependentSchemas", {}).values()
    if "$ref" in node:
        yield resolved(root, node["$ref"])
