"""docs/events.md names every kind of event, its subject, its data and its readers."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

from helpdesk import app, models
from helpdesk.events.log import Event
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.database import Table
from helpdesk.schema.log.types import may_read
from helpdesk.workers import jobs

DOCUMENT = Path(__file__).parents[2] / "docs" / "events.md"
_ROW = re.compile(r"^\| `([a-z_.]+\.[a-z_]+)` \| (.*?) \| .* \| (sight|internal|log) \|$")
_SUBJECT = re.compile(r"^Subject `([a-z_]+)`\.")


class Documented(NamedTuple):
    """One row of the document."""

    subject: str
    data: list[str]
    readers: str


def documented() -> dict[str, Documented]:
    """The rows of the document by kind."""
    found: dict[str, Documented] = {}
    subject = ""
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if heading := _SUBJECT.match(line):
            subject = heading[1]
        elif row := _ROW.match(line):
            assert row[1] not in found, f"{row[1]} is documented twice"
            found[row[1]] = Documented(subject, re.findall(r"`([a-z_]+)`", row[2]), row[3])
    return found


def known() -> dict[str, type[Event]]:
    """The kinds that the product records."""
    assert app.KINDS  # with both edges imported, every kind is here
    assert jobs.__name__
    return {kind: event for kind, event in Event.kinds.items() if event.__module__.startswith("helpdesk.")}


def test_every_kind_is_documented_and_no_other() -> None:
    assert sorted(documented()) == sorted(known())


def test_data_fields_are_documented_in_order() -> None:
    told = {kind: row.data for kind, row in documented().items()}
    assert told == {kind: [item.name for item in fields(event)] for kind, event in known().items()}


def test_subjects_are_those_of_the_tables() -> None:
    kinds = {
        mapper.class_().subject_kind
        for mapper in Table.registry.mappers
        if isinstance(vars(mapper.class_).get("subject_kind"), property)
    }
    assert models.metadata.tables
    assert {row.subject for row in documented().values()} == kinds
    about_tickets = ("act", "attachment", "clock", "invoice", "privacy", "procedure", "verification")
    prefixes = {"holidays": "holiday_year"} | dict.fromkeys(about_tickets, "ticket")
    for kind, row in documented().items():
        first = kind.partition(".")[0]
        assert row.subject == prefixes.get(first, first)


def test_readers_are_those_of_the_code() -> None:
    stranger = Actor(ActorKind.AGENT, "agent:0", frozenset({Permission.TICKET_READ}))
    for kind, row in documented().items():
        if row.subject == "ticket":
            assert row.readers == ("sight" if may_read(stranger, kind, {}) else "internal"), kind
        else:
            assert row.readers == "log", kind
