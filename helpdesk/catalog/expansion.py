"""How large and how broad a form's definition is once every reference is written out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from helpdesk.catalog.errors import SchemaRefused

LARGEST = 2_000
"""Most nodes of a definition with every reference written out."""
BROADEST = 200
"""Most nodes that may judge one and the same value; with the bounds on input it bounds the time of a check."""

_HERE = ("not", "if", "then", "else")
_HERE_SEVERAL = ("allOf", "anyOf", "oneOf")
_BELOW = ("items", "contains", "propertyNames", "additionalProperties", "unevaluatedItems",
          "unevaluatedProperties")  # fmt: skip
_FOREIGN = ("$dynamicRef", "$recursiveRef", "$id")


@dataclass(frozen=True, slots=True)
class Extent:
    """`size`: nodes in all. `here`: nodes that judge the value itself. `breadth`: the most at any value."""

    size: int = 1
    here: int = 1
    breadth: int = 1
    below: int = 0


class Measure:
    """Measures the parts of one definition, what is referred to only once. Raises SchemaRefused."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root
        self._known: dict[str, Extent] = {}
        self._open: set[str] = set()

    def of(self, node: object) -> Extent:
        """The extent of a part; refused are circles, references elsewhere, and what is too large or broad."""
        if not isinstance(node, Mapping):
            return Extent()
        if any(name in node for name in _FOREIGN):
            raise SchemaRefused("it names itself or refers dynamically", "不允许 $id 或动态引用")
        beside = [self.of(part) for part in _beside(node)]
        if "$ref" in node:
            beside.append(self._referred(node["$ref"]))
        named = [self.of(part) for part in node.get("properties", {}).values()]
        others = [self.of(part) for part in _below(node)]
        here = 1 + sum(each.here for each in beside)
        below = sum(each.below for each in beside) + sum(each.breadth for each in others)
        below += max((each.breadth for each in named), default=0)
        found = Extent(
            size=1 + sum(each.size for each in (*beside, *named, *others)),
            here=here,
            breadth=max(here, below),
            below=below,
        )
        if found.size > LARGEST or found.breadth > BROADEST:
            raise SchemaRefused("with its references written out it is too large", "展开引用后过大")
        return found

    def _referred(self, reference: str) -> Extent:
        if reference in self._open:
            raise SchemaRefused(f"{reference} refers to itself", f"{reference} 循环引用")
        if reference not in self._known:
            self._open.add(reference)
            self._known[reference] = self.of(resolved(self._root, reference))
            self._open.remove(reference)
        return self._known[reference]


def resolved(root: Mapping[str, Any], reference: str) -> object:
    """What a reference within a definition points to. Raises SchemaRefused."""
    if not reference.startswith("#/"):
        raise SchemaRefused(f"{reference} is not inside the form", f"{reference} 不在表单定义之内")
    node: Any = root
    for part in reference.removeprefix("#/").split("/"):
        name = unquote(part).replace("~1", "/").replace("~0", "~")
        node = node[int(name)] if isinstance(node, list) else node[name]
    return node


def _beside(node: Mapping[str, Any]) -> list[object]:
    found = [node[name] for name in _HERE if name in node]
    for name in _HERE_SEVERAL:
        found.extend(node.get(name, ()))
    found.extend(node.get("dependentSchemas", {}).values())
    return found


def _below(node: Mapping[str, Any]) -> list[object]:
    found = [node[name] for name in _BELOW if name in node]
    found.extend(node.get("prefixItems", ()))
    found.extend(node.get("patternProperties", {}).values())
    return found
