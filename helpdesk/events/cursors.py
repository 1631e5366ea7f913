"""Cursors over the log: opaque, and bound to the log they came from."""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from helpdesk.events.models import LogHead
from helpdesk.kit.errors import Conflict
from helpdesk.kit.paging import InvalidCursor

_FORM = struct.Struct(">16sQ")


class CursorExpired(Conflict):
    """The cursor is older than what the log keeps, or from before a restore: read anew, then follow."""

    code = "CURSOR_EXPIRED"
    en = "This cursor is of another log or too old. Read the list again and follow from its cursor."
    zh = "游标已失效（日志已更换或过旧），请重新读取列表并从新的游标继续。"


@dataclass(frozen=True, slots=True)
class Head:
    """Which log this is, the last sequenced position, and the position after which events are kept."""

    epoch: UUID
    position: int
    kept_after: int

    def cursor(self, position: int | None = None) -> str:
        """The cursor of a position of this log, its end by default."""
        packed = _FORM.pack(self.epoch.bytes, self.position if position is None else position)
        return base64.urlsafe_b64encode(packed).decode()

    def position_of(self, cursor: str, *, field: str = "after") -> int:
        """The position that a cursor stands for. Raises InvalidCursor and CursorExpired."""
        try:
            epoch, position = _FORM.unpack(base64.b64decode(cursor.encode("ascii"), b"-_", validate=True))
        except (struct.error, binascii.Error, UnicodeEncodeError):
            raise InvalidCursor(field=field) from None
        if epoch != self.epoch.bytes or not self.kept_after <= position <= self.position:
            raise CursorExpired(field=field)
        return int(position)


async def head(connection: AsyncConnection) -> Head:
    """The log's head as committed now."""
    row = (await connection.execute(select(LogHead.epoch, LogHead.position, LogHead.kept_after))).one()
    return Head(*row)


async def adopt(engine: AsyncEngine) -> bool:
    """Begin a new epoch when this database is a restored copy of another. Returns whether it was.

    A cluster's system identifier and a database's oid both change on dump and restore.
    """
    async with engine.begin() as connection:
        identity = await connection.scalar(
            text(
                "SELECT system_identifier || '/' || d.oid"
                " FROM pg_control_system(), pg_database AS d WHERE d.datname = current_database()"
            )
        )
        row = (await connection.execute(select(LogHead.database_identity).with_for_update())).one()
        if row.database_identity == identity:
            return False
        await connection.execute(update(LogHead).values(epoch=uuid4(), database_identity=identity))
        return True
