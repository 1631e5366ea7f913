"""Ids by speaking names: what is drawn at random reads the same in every run, and a reader knows who is meant.

In texts `<wang>` stands for 32 hex digits and `«wang»` for the form with dashes; `cursor:[…]` and `feed:7` for
opaque cursors.
"""

from __future__ import annotations

import base64
import json
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID

import psycopg

from helpdesk.kit import paging
from tests.oracle.world.making import Made

FEED = struct.Struct(">16sQ")
_UUID = re.compile(
    r"(?<![0-9a-f])([0-9a-f]{8}(-?)[0-9a-f]{4}\2[0-9a-f]{4}\2[0-9a-f]{4}\2[0-9a-f]{12})(?![0-9a-f])"
)
_SIGNATURE = re.compile(r"signature=[0-9a-f]{64}")
_SECRET = re.compile(r"hdi_[\w-]{43}")
_LABEL = re.compile(r"<([^<>«»]+)>|«([^<>«»]+)»")
_PLAIN = """
SELECT id, external_key FROM agents;
SELECT id, 'group ' || code FROM agent_groups;
SELECT id, 'unit ' || code FROM organisation_units;
SELECT id, 'program ' || external_key FROM integrations;
SELECT id, 'token ' || name FROM integration_tokens;
SELECT id, 'revocation ' || coalesce(jti, actor_key) FROM token_revocations;
SELECT id, 'customer ' || coalesce(member_code, phone_masked) FROM customers;
SELECT id, 'configuration' FROM configuration_head;
SELECT id, 'draft ' || title FROM configuration_drafts;
SELECT id, 'watch ' || member_code FROM member_watches;
SELECT id, 'year ' || year FROM holiday_years;
SELECT id, 'loose ' || file_name FROM attachments WHERE subject_id IS NULL;
SELECT key, kind || ' ' || coalesce(document->>'code', document->'name'->>'en')
  FROM configuration_entries WHERE kind <> 'menu' ORDER BY from_version, kind;
SELECT c.id, 'call ' || (e.document->>'code') || ' ' || period || ' ' || coalesce(u.member_code, u.phone_masked)
  FROM planned_calls c JOIN customers u ON u.id = customer_id
  JOIN configuration_entries e ON e.key = plan_id AND e.to_version IS NULL;
SELECT d.id, 'delivery ' || channel || ' ' || row_number() OVER (PARTITION BY channel ORDER BY d.id) FROM deliveries d;
SELECT s.id, a.external_key || ' shift ' || row_number() OVER (PARTITION BY agent_id ORDER BY starts_at)
  FROM shifts s JOIN agents a ON a.id = agent_id;
SELECT s.id, a.external_key || ' leave ' || row_number() OVER (PARTITION BY agent_id ORDER BY starts_at)
  FROM leaves s JOIN agents a ON a.id = agent_id
"""
_HANGING = {
    "comments": ("ticket_id", "comment", "at, id"), "ticket_flags": ("ticket_id", "flag", "at, id"),
    "sla_timers": ("subject_id", "timer", "id"), "routing_decisions": ("subject_id", "decision", "id"),
    "procedures": ("ticket_id", "procedure", "id"), "procedure_steps": ("ticket_id", "step", "place"),
    "phone_verifications": ("ticket_id", "verification", "began_at, id"),
    "phone_attempts": ("ticket_id", "attempt", "at, id"),
    "platform_acts": ("ticket_id", "act", "created_at, id"),
    "events": ("subject_id", "event", "revision"),
    "(SELECT * FROM attachments WHERE subject_id IS NOT NULL) AS hung": ("subject_id", "file", "id"),
}  # fmt: skip
"""Rows that are named after what they hang on, in an order."""


class Labels:
    """Names of the ids of one world, both ways."""

    def __init__(self, names: Mapping[UUID, str], epoch: bytes) -> None:
        self.names = dict(names)
        self.ids = {name: key for key, name in self.names.items()}
        self.epoch = epoch
        self._new = 0

    @classmethod
    def of(cls, made: Made) -> Labels:
        """Read from the database."""
        names: dict[UUID, str] = {key: name for name, key in made.tickets.items()}
        with psycopg.connect(made.url) as connection:
            for statement in _PLAIN.split(";"):
                for key, name in _rows(connection, statement):
                    names.setdefault(key, name)
            for table, (above, word, order) in _HANGING.items():
                place = f"row_number() OVER (PARTITION BY {above} ORDER BY {order})"
                statement = f"SELECT id, {above}, {place} FROM {table}"  # noqa: S608 - names from above
                for key, parent, number in _rows(connection, statement):
                    names[key] = f"{names.get(parent, parent.hex)} {word} {number}"
            told = "SELECT id, event_id, recipient_key, reason FROM notifications"
            for key, event, recipient, reason in _rows(connection, told):
                names[key] = f"{_party(recipient, names)} told of {names[event]} {reason}"
            ((epoch,),) = _rows(connection, "SELECT epoch FROM log_head")
        assert len(set(names.values())) == len(names), "two things of one name"
        return cls(names, epoch.bytes)

    def readable(self, value: Any) -> Any:
        """A JSON value with names for ids and cursors; ids that are new here are numbered as they come."""
        return _each(value, self._name)

    def real(self, value: Any) -> Any:
        """A JSON value with ids and cursors for names."""
        return _each(value, self._resolve)

    def _name(self, text: str) -> str:
        opened = self._opened(text)
        return _UUID.sub(self._label, _hidden(text if opened is None else opened))

    def _label(self, found: re.Match[str]) -> str:
        key = UUID(found[1])
        if key.version == 5 and key not in self.names:
            return found[0]
        name = self.names.get(key)
        if name is None:
            self._new += 1
            name = self.names[key] = f"new {self._new}"
        return f"«{name}»" if found[2] else f"<{name}>"

    def _opened(self, text: str) -> str | None:
        """What is in a cursor; None for what is none."""
        try:
            raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), b"-_", validate=True)
            if len(raw) == FEED.size and raw[:16] == self.epoch:
                return f"feed:{FEED.unpack(raw)[1]}"
            values = json.loads(raw)
        except (ValueError, UnicodeError):
            return None
        return f"cursor:{json.dumps(values)}" if isinstance(values, list) else None

    def _resolve(self, text: str) -> str:
        found = _LABEL.sub(lambda one: self._id(one[1]).hex if one[1] else str(self._id(one[2])), text)
        if found.startswith("cursor:"):
            return paging.encode(json.loads(found.removeprefix("cursor:")))
        if found.startswith("feed:"):
            return self.feed(int(found.removeprefix("feed:")))
        return found

    def _id(self, name: str) -> UUID:
        return self.ids[name]

    def feed(self, position: int) -> str:
        """The log's cursor of a position."""
        return base64.urlsafe_b64encode(FEED.pack(self.epoch, position)).decode()


def _hidden(text: str) -> str:
    """The text without what is signed or drawn anew each time."""
    return _SECRET.sub("hdi_…", _SIGNATURE.sub("signature=…", text))


def _rows(connection: psycopg.Connection[Any], statement: str) -> Iterable[tuple[Any, ...]]:
    return connection.execute(statement.encode()).fetchall()


def _party(key: str, names: Mapping[UUID, str]) -> str:
    kind, _, code = key.partition(":")
    return names[UUID(code)] if kind == "agent" else key


def _each(value: Any, change: Callable[[str], str]) -> Any:
    match value:
        case str():
            return change(value)
        case list():
            return [_each(one, change) for one in value]
        case dict():
            return {change(name): _each(one, change) for name, one in value.items()}
        case _:
            return value
