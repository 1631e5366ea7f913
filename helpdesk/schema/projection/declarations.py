"""How a type says where its fields come from; made once, it gives the schema and the SQL.

A type backed by a table has no instances: its fields name columns, expressions and relations. A type that
is computed has instances with a `row`; a column of it is an attribute of that.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import strawberry
from sqlalchemy import ColumnElement
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from helpdesk.kit.actor import Permission
from helpdesk.schema.arguments import After, First, FirstOfMany
from helpdesk.schema.projection.sources import Source

DECLARED = "projection"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `convert` is not asked for nulls. With a prefix it is a UUID shown as a public id."""

    name: str
    convert: Callable[[Any], Any] | None = None
    prefix: str | None = None
    needs: Permission | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """A function over columns of the row; with `in_context` it is given the request's context first."""

    function: Callable[..., Any]
    columns: tuple[str, ...]
    in_context: bool = False
    needs: Permission | None = None


@dataclass(frozen=True, slots=True)
class Embedded:
    """An object that lives on the same row; its columns may go by other names there, or be null (None)."""

    columns: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Variants:
    """A union that lives on the same row: `choose` says the type from columns."""

    choose: Callable[..., type]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToOne:
    """The row of another source whose key a column holds, or a function over columns says.

    `version` names the column or expression of this row that speaks for the other's version.
    """

    source: Callable[[], Source]
    key: Computed
    needs: Permission | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class ToMany:
    """The rows of another source whose column `by` holds this row's key; an order of `-at` falls.

    `only` narrows them by a constant. With `latest` it is the first of them alone. `owned` ones change with
    this row's version and not else.
    """

    source: Callable[[], Source]
    by: str
    order: tuple[str, ...]
    only: ColumnElement[bool] | None = None
    latest: bool = False
    needs: Permission | None = None
    owned: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """As ToMany, a page at a time, by a unique order that makes the cursors."""

    source: Callable[[], Source]
    by: str
    order: tuple[str, ...]
    default: int
    only: ColumnElement[bool] | None = None
    owned: bool = False


@dataclass(frozen=True, slots=True)
class Batched:
    """A function `(run, rows)` over the named columns of all rows at once, one value or request for each.

    A `bound` one depends on nothing but those columns, documents of pinned versions and kept rows.
    """

    function: Callable[[Any, Sequence[tuple[Any, ...]]], Awaitable[Sequence[Any]]]
    columns: tuple[str, ...]
    needs: Permission | None = None
    otherwise: Any = None
    bound: bool = False


Declaration = Column | Computed | Embedded | Variants | ToOne | ToMany | Pages | Batched
SourceName = Source | Callable[[], Source]


def declared(field: StrawberryField) -> Declaration | None:
    """The declaration of a field; None where a resolver or an attribute answers."""
    return cast("Declaration | None", field.metadata.get(DECLARED))


def _field(declaration: Declaration, description: str) -> Any:
    field = strawberry.field(description=description, metadata={DECLARED: declaration})
    field.init = field.compare = field.repr = False  # instances of computed types are made of their row alone
    return field


def _later(source: SourceName) -> Callable[[], Source]:
    return (lambda: source) if isinstance(source, Source) else source


def column(
    name: str,
    description: str,
    *,
    convert: Callable[[Any], Any] | None = None,
    needs: Permission | None = None,
) -> Any:
    """A field that shows a column of the row; null for callers without the permission that it needs."""
    return _field(Column(name, convert, needs=needs), description)


def identifier(prefix: str, *, name: str = "id") -> Any:
    """The `id` field: the row's UUID as a public id with a prefix."""
    return _field(Column(name, prefix=prefix), f"Global id, `{prefix}_…`.")


def reference(prefix: str, name: str, description: str) -> Any:
    """A field that shows a foreign key as a public id."""
    return _field(Column(name, prefix=prefix), description)


def computed(
    function: Callable[..., Any],
    *columns: str,
    description: str,
    in_context: bool = False,
    needs: Permission | None = None,
) -> Any:
    """A field that a function makes of columns."""
    return _field(Computed(function, columns, in_context, needs), description)


def embedded(description: str, **columns: str | None) -> Any:
    """An object on the same row: `kind="requester_kind"` gives its column `kind` another name here."""
    return _field(Embedded(columns), description)


def variants(choose: Callable[..., type], *columns: str, description: str) -> Any:
    """A union on the same row; `choose` answers with the Strawberry type."""
    return _field(Variants(choose, columns), description)


def to_one(
    source: SourceName,
    key: str | Computed,
    description: str,
    *,
    needs: Permission | None = None,
    version: str | None = None,
) -> Any:
    """The row that a key column names; null when there is none for the caller."""
    found = Computed(itself, (key,)) if isinstance(key, str) else key
    return _field(ToOne(_later(source), found, needs, version), description)


def to_many(
    source: SourceName,
    *,
    by: str,
    order: Sequence[str],
    description: str,
    only: ColumnElement[bool] | None = None,
    owned: bool = False,
) -> Any:
    """All rows that belong to this one."""
    return _field(ToMany(_later(source), by, tuple(order), only, owned=owned), description)


def latest(
    source: SourceName,
    *,
    by: str,
    order: Sequence[str],
    description: str,
    only: ColumnElement[bool] | None = None,
    needs: Permission | None = None,
    owned: bool = False,
) -> Any:
    """The first by the order of the rows that belong to this one; null when there is none."""
    return _field(ToMany(_later(source), by, tuple(order), only, True, needs, owned), description)


def pages(
    source: SourceName,
    *,
    by: str,
    order: Sequence[str],
    description: str,
    default: int = 20,
    only: ColumnElement[bool] | None = None,
    owned: bool = False,
) -> Any:
    """Rows that belong to this one, a page at a time, with `first` and `after`."""
    field = _field(Pages(_later(source), by, tuple(order), default, only, owned), description)
    field.arguments = _MANY if default == 100 else _FEW
    return field


def batched(
    function: Callable[[Any, Sequence[tuple[Any, ...]]], Awaitable[Sequence[Any]]],
    *columns: str,
    description: str,
    needs: Permission | None = None,
    otherwise: Any = None,
    bound: bool = False,
) -> Any:
    """A field that a function answers for all rows at once; `otherwise` for callers without the permission."""
    return _field(Batched(function, columns, needs, otherwise, bound), description)


def itself(value: Any) -> Any:
    """The key as it stands in its column."""
    return value


def _few(first: First = None, after: After = None) -> None:
    """The arguments of a page."""


def _many(first: FirstOfMany = None, after: After = None) -> None:
    """The arguments of a large page."""


def _arguments(function: Callable[..., None]) -> list[StrawberryArgument]:
    return StrawberryResolver(function).arguments


_FEW = _arguments(_few)
_MANY = _arguments(_many)
