"""The mapping file: how one platform's GraphQL says what `port.Platform` asks (docs/platform.md)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from helpdesk.kit.settings import SettingsError
from helpdesk.platform.contract import ACTS, OPERATIONS, SHAPES
from helpdesk.platform.meanings import Errors

Scalar = str | bool | int


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _path(stated: object) -> object:
    return {"path": stated} if isinstance(stated, str) else stated


def _value(stated: object) -> object:
    return {"value": stated} if isinstance(stated, str) else stated


class Source(_Part):
    """Where one of our fields is in their object. A text alone is the path; nothing at all is our name in camelCase.

    `path` steps through objects and lists; empty is the object itself. `constant` and `absent` ask for nothing.
    `enum` turns their values into ours, others pass. `prefix` is put before texts that lack it, and taken away when
    the value is written. `minor` is the number of decimals of an amount in minor units. `currency` makes money of a
    bare amount. `shape` names another shape than that of the field's type.
    """

    path: str | None = None
    constant: Scalar | None = None
    absent: bool = False
    enum: dict[str, Scalar] = {}
    prefix: str = ""
    minor: int | None = Field(None, ge=0, le=4)
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")
    instant: Literal["offset", "local", "seconds", "milliseconds"] = "offset"
    shape: str | None = None


class Writer(_Part):
    """How one of their inputs is made. A text alone is `value`, the name of one of ours.

    `fields` makes an object, with `each` a list of them. `enum` turns our values into theirs, others pass.
    `minor` writes an amount in minor units, `number` as a number instead of text.
    """

    value: str | None = None
    constant: Scalar | None = None
    each: str | None = None
    fields: dict[str, Annotated[Writer, BeforeValidator(_value)]] | None = None
    enum: dict[str, Scalar] = {}
    minor: int | None = Field(None, ge=0, le=4)
    number: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(part is not None for part in (self.value, self.constant, self.fields)) != 1:
            raise ValueError("wants one of `value`, `constant` and `fields`")
        if self.each is not None and self.fields is None:
            raise ValueError("`each` goes with `fields`")
        return self


class Argument(Writer):
    """An argument of their field, with its GraphQL type."""

    type: str = Field(pattern=r"^[\[\]!A-Za-z0-9_]+$")


class Operation(_Part):
    """A root field with its arguments; `at` leads on to the value, or to the values of a list."""

    field: str = Field(pattern="^[A-Za-z_][A-Za-z0-9_]*$")
    arguments: dict[str, Argument] = {}
    at: str = ""
    shape: str | None = None


class Case(_Part):
    """One way in which an act answers: what `by` says then, what it is to us, and where its parts are."""

    when: str
    kind: Literal["done", "refused", "precondition_gone"] = Field(alias="is")
    fields: dict[str, Annotated[Source, BeforeValidator(_path)]] = {}


class Outcomes(_Part):
    """How acts answer: `by` leads to what tells the cases apart, `__typename` for a union."""

    by: str = "__typename"
    cases: tuple[Case, ...] = ()


class Authentication(_Part):
    """The header that holds HELPDESK_PLATFORM_TOKEN, and the word before it."""

    header: str = "authorization"
    scheme: str = "Bearer"


class Mapping(_Part):
    """A whole mapping file."""

    idempotent: bool
    queryable: bool
    time_zone: str = "Asia/Shanghai"
    key_header: str | None = None
    authentication: Authentication = Authentication()
    operations: dict[str, Operation]
    shapes: dict[str, dict[str, Annotated[Source, BeforeValidator(_path)]]] = {}
    outcomes: Outcomes = Outcomes()
    errors: Errors = Errors()

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("is no time zone of the IANA database")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """In which instants without an offset are."""
        return ZoneInfo(self.time_zone)


def load(path: Path) -> Mapping:
    """Read and check a mapping file. Raises SettingsError, which names each place in the file."""
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(path, [f"cannot be read: {type(error).__name__}"]) from None
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, [f"is no TOML: {error}"]) from None
    return parse(document, path)


def parse(document: dict[str, Any], path: Path) -> Mapping:
    """A mapping from what its file holds. Raises SettingsError."""
    try:
        mapping = Mapping.model_validate(document)
    except ValidationError as error:
        raise _wrong(path, [_line(problem) for problem in error.errors()]) from None
    problems = list(_problems(mapping))
    if problems:
        raise _wrong(path, problems)
    return mapping


def _wrong(path: Path, problems: list[str]) -> SettingsError:
    lines = "\n".join(f"  {problem}" for problem in problems)
    return SettingsError(f"HELPDESK_PLATFORM_MAPPING: {path} is wrong:\n{lines}")


def _line(problem: Any) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    return f"{place}: {problem['msg'].removeprefix('Value error, ')}"


def _problems(mapping: Mapping) -> Iterator[str]:
    for name, operation in mapping.operations.items():
        if name not in OPERATIONS:
            yield f"operations.{name}: is no operation; there are {', '.join(OPERATIONS)}"
            continue
        for argument, writer in operation.arguments.items():
            yield from _unknown(f"operations.{name}.arguments.{argument}", writer, OPERATIONS[name].values)
        if operation.shape is not None and operation.shape not in mapping.shapes:
            yield f"operations.{name}.shape: there is no shape {operation.shape}"
    yield from _unused(mapping)
    if mapping.queryable is not ("outcome_of" in mapping.operations):
        yield "queryable: goes with operations.outcome_of; have both or neither"
    if ACTS.keys() & mapping.operations.keys() and not mapping.outcomes.cases:
        yield "outcomes.cases: acts need at least one case"
    if mapping.idempotent and mapping.key_header is None:
        for name in ACTS.keys() & mapping.operations.keys():
            if not any(_uses_key(writer) for writer in mapping.operations[name].arguments.values()):
                yield f"operations.{name}: is idempotent, so it needs `key` in an argument, or `key_header`"


def _unused(mapping: Mapping) -> Iterator[str]:
    named = {operation.shape for operation in mapping.operations.values()}
    named |= {source.shape for shape in mapping.shapes.values() for source in shape.values()}
    for name in mapping.shapes.keys() - SHAPES - named:
        yield f"shapes.{name}: is used by nothing; there are {', '.join(sorted(SHAPES))}"


def _unknown(place: str, writer: Writer, values: frozenset[str]) -> Iterator[str]:
    for name in (writer.value, writer.each):
        if name is not None and name not in values:
            yield f"{place}: there is no value {name}; there are {', '.join(sorted(values))}"
    for field, inner in (writer.fields or {}).items():
        yield from _unknown(f"{place}.fields.{field}", inner, values)


def _uses_key(writer: Writer) -> bool:
    return writer.value == "key" or any(_uses_key(inner) for inner in (writer.fields or {}).values())
