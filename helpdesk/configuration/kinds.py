"""Kinds of configuration entries, and an immutable snapshot of all entries of one version."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.kit.errors import HelpdeskError, Invalid

Built = TypeVar("Built")


class Entry(BaseModel):
    """Base of every entry's document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID


Document = TypeVar("Document", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Kind(Generic[Document]):
    """A kind of entry: its name in the log and the shape of its document."""

    name: str
    model: type[Document]


class EntryRefused(Invalid):
    """An entry of the configuration is wrong in itself or does not fit the others."""

    code = "CONFIGURATION_REFUSED"
    en = "{kind} {name}: {reason_en}"
    zh = "{kind} {name}：{reason_zh}"

    def __init__(self, kind: str, name: object, en: str, zh: str, *, field: str | None = None) -> None:
        super().__init__(field=field, kind=kind, name=name, reason_en=en, reason_zh=zh)


class Snapshot:
    """All entries of one version. Immutable, so what is built from it can be kept with it."""

    def __init__(self, version: int, entries: Mapping[str, Mapping[UUID, BaseModel]]) -> None:
        self.version = version
        self._entries = entries
        self._built: dict[Callable[[Snapshot], Any], Any] = {}

    def of(self, kind: Kind[Document]) -> Mapping[UUID, Document]:
        """The entries of a kind by id."""
        return cast("Mapping[UUID, Document]", self._entries.get(kind.name, {}))

    def build(self, builder: Callable[[Snapshot], Built]) -> Built:
        """What `builder` makes of this snapshot, made once: compiled rules, trees, calendars."""
        if builder not in self._built:
            self._built[builder] = builder(self)
        return cast("Built", self._built[builder])


Check = Callable[[AsyncSession, Snapshot], Awaitable[Iterable[HelpdeskError]]]
"""Finds what is wrong with a snapshot that is about to be published."""


class Kinds:
    """The registry: kinds and checks, wired together by the application."""

    def __init__(self, kinds: Iterable[Kind[Any]], checks: Iterable[Check] = ()) -> None:
        self.by_name = {kind.name: kind for kind in kinds}
        self.checks = tuple(checks)

    def parse(
        self, kind: str, key: UUID, document: Mapping[str, Any], *, as_input: bool = False
    ) -> BaseModel:
        """The document as its model. Raises EntryRefused that says what is wrong first; of an input, where too."""
        try:
            parsed: BaseModel = self.by_name[kind].model.model_validate({**document, "id": key})
        except ValidationError as error:
            first = error.errors()[0]
            path = ".".join(to_camel(str(part)) for part in first["loc"])
            message = first["msg"].removeprefix("Value error, ")
            at = (f"{path}: {message}", f"{path}：{message}") if path else (message, message)
            raise EntryRefused(kind, key, *at, field=path if path and as_input else None) from None
        return parsed
