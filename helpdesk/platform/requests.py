"""What is sent: one document for each mapped operation, and its variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic.alias_generators import to_camel

from helpdesk.platform.mapping import Operation, Writer
from helpdesk.platform.shapes import Selection, nested, steps, text_of
from helpdesk.platform.transport import Request


class Unwritable(Exception):
    """A value cannot be said in the platform's terms, as a tenth of a cent in cents."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One operation, ready to be asked."""

    name: str
    operation: Operation
    selection: Selection
    document: str

    @classmethod
    def of(cls, name: str, operation: Operation, selection: Selection, *, act: bool) -> Asking:
        """The operation with the selection of what it answers."""
        whole = nested(steps(operation.at), selection)
        return cls(name, operation, whole, _document(name, operation, whole, "mutation" if act else "query"))

    def request(self, values: Mapping[str, Any], headers: Mapping[str, str]) -> Request:
        """The request with these values. Raises Unwritable."""
        variables = {name: written(argument, values) for name, argument in self.operation.arguments.items()}
        return Request(
            self.name, to_camel(self.name), self.operation.field, self.document, variables, headers
        )


def values_of(act: Any) -> dict[str, Any]:
    """An act's fields by name."""
    return {field.name: getattr(act, field.name) for field in fields(act)}


def written(writer: Writer, values: Mapping[str, Any]) -> Any:
    """One input. Raises Unwritable."""
    if writer.constant is not None:
        return writer.constant
    if writer.fields is None:
        return _plain(writer, values[str(writer.value)])
    if writer.each is not None:
        return [_object(writer.fields, {**values, **values_of(item)}) for item in values[writer.each]]
    return _object(writer.fields, values)


def _object(writers: Mapping[str, Writer], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: written(writer, values) for name, writer in writers.items()}


def _plain(writer: Writer, value: Any) -> Any:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, Decimal):
        return _amount(writer, value)
    if writer.enum and value is not None:
        return writer.enum.get(text_of(value), value)
    if is_dataclass(value) or isinstance(value, tuple):
        raise Unwritable
    return value


def _amount(writer: Writer, amount: Decimal) -> Any:
    if writer.minor is not None:
        minor = amount.scaleb(writer.minor)
        if minor != int(minor):
            raise Unwritable
        return int(minor)
    return float(amount) if writer.number else str(amount)


def _document(name: str, operation: Operation, selection: Selection, kind: str) -> str:
    stated = ", ".join(f"${argument}: {one.type}" for argument, one in operation.arguments.items())
    given = ", ".join(f"{argument}: ${argument}" for argument in operation.arguments)
    variables, arguments = (f"({stated})", f"({given})") if stated else ("", "")
    return f"{kind} {to_camel(name)}{variables} {{ {operation.field}{arguments}{_braced(selection)} }}"


def _braced(selection: Selection) -> str:
    if not selection:
        return ""
    return " { " + " ".join(f"{name}{_braced(inner)}" for name, inner in selection.items()) + " }"
