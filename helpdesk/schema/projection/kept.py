"""What a process keeps of the database: reference rows and callers' rights, true for one generation of them.

Every statement of a reading also reads the generation, in its own snapshot; when that has moved on, the
reading is begun anew with what holds now. So what is kept is never older than the rows beside it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, namedtuple
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Uuid, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from helpdesk.accounts import identity
from helpdesk.accounts.tokens import Claims
from helpdesk.configuration.kinds import Snapshot
from helpdesk.configuration.models import ConfigurationHead
from helpdesk.configuration.versions import Configurations
from helpdesk.events.work import Transactor
from helpdesk.kit.actor import Actor
from helpdesk.kit.shared import Shared
from helpdesk.schema.projection.fragments import Shelf
from helpdesk.schema.projection.reading import Connections, Moved
from helpdesk.schema.projection.rendering import Text, render
from helpdesk.schema.projection.sources import NOTHING, Source

_ACTORS_KEPT = 10_000
SHELF_BYTES = 64 * 1024 * 1024
"""How much completed rows may take in a process."""
_ONE = select(literal(1))
_VERSION = select(ConfigurationHead.version)


class Kept:
    """What holds for one generation; filled as it is asked for."""

    def __init__(self, generation: int, connections: Connections) -> None:
        self.generation = generation
        self._connections = connections
        self._rows: dict[Source, Mapping[bytes, Any]] = {}
        self._version: int | None = None
        self._loading = asyncio.Lock()
        self.actors: OrderedDict[Claims, Actor] = OrderedDict()

    async def rows(self, source: Source, actor: Actor) -> Mapping[bytes, Any]:
        """The rows of a source by key, none where the caller's scope holds nothing. Raises Moved."""
        if any(condition is NOTHING for condition in source.scope(actor)):
            return {}
        found = self._rows.get(source)
        if found is None:
            async with self._loading:  # many find them missing at once; one reads them
                found = self._rows.get(source)
                if found is None:
                    found = self._rows[source] = await self._load(source)
        return found

    async def current_version(self) -> int:
        """The configuration that is in force. Raises Moved."""
        if self._version is None:
            self._version = int((await self._select(render(_VERSION)))[0][0])
        return self._version

    async def _load(self, source: Source) -> Mapping[bytes, Any]:
        columns = list(source.table.columns)
        names = [column.name for column in columns]
        make = namedtuple(source.type_name, names)  # type: ignore[misc]  # its fields are known at run time
        kinds = [column.type for column in columns]
        found = {}
        for row in await self._select(render(select(*columns))):
            values = [_plain(kind, value) for kind, value in zip(kinds, row, strict=False)]
            made = make(*values)
            found[getattr(made, source.key).bytes] = made
        return found

    async def _select(self, text: Text) -> list[tuple[Any, ...]]:
        async with self._connections.keep() as reader:
            rows = await reader.rows(text, {})
        if rows and rows[0][-1] != self.generation:
            raise Moved(rows[0][-1])
        return rows


class References:
    """The process's present keeping; a new one begins with each generation."""

    def __init__(
        self, connections: Connections, transactor: Transactor, configurations: Configurations
    ) -> None:
        self.connections = connections
        self._transactor = transactor
        self._configurations = configurations
        self._kept: Kept | None = None
        self._renewals = Shared(self._renew)
        self.shelf = Shelf(SHELF_BYTES)

    async def kept(self) -> Kept:
        """What is kept now, not asking whether it still holds."""
        return self._kept if self._kept is not None else await self.renew()

    async def renew(self) -> Kept:
        """What holds now; one look for all who ask at once."""
        return await self._renewals.get()

    async def _renew(self) -> Kept:
        async with self.connections.take() as reader:
            generation = (await reader.rows(self.connections.text(_ONE), {}))[0][-1]
        if self._kept is None or self._kept.generation < generation:
            self._kept = Kept(generation, self.connections)
        return self._kept

    async def actor(self, kept: Kept, claims: Claims) -> Actor:
        """The caller's rights as they are kept. Raises UnknownCaller."""
        found = kept.actors.get(claims)
        if found is None:
            async with self._transactor.read() as connection:
                found = await identity.resolve(connection, claims)
            kept.actors[claims] = found
            if len(kept.actors) > _ACTORS_KEPT:
                kept.actors.popitem(last=False)
        return found

    async def configuration(self, kept: Kept, version: int | None = None) -> Snapshot:
        """A version of the configuration, the one in force by default."""
        wanted = await kept.current_version() if version is None else version
        found = self._configurations.known(wanted)
        if found is None:
            async with self._transactor.read() as connection:
                found = await self._configurations.get(connection, wanted)
        return found


def _plain(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Uuid):
        return UUID(bytes=value)
    return orjson.loads(value[1:]) if isinstance(kind, JSONB) else value
