"""Logs are one JSON object a line, and hold no personal data."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from io import StringIO

import structlog

from helpdesk.kit.logging import configure


def logged(stream: StringIO) -> dict[str, str]:
    [line] = stream.getvalue().splitlines()
    found: dict[str, str] = json.loads(line)
    return found


def test_a_line_has_its_time_level_event_and_what_was_bound() -> None:
    stream = StringIO()
    configure(stream=stream)
    with structlog.contextvars.bound_contextvars(request_id="r1", actor="agent:1"):
        structlog.get_logger("helpdesk").info("timer.fired", ticket="t1")
    found = logged(stream)
    assert datetime.fromisoformat(found.pop("time")).utcoffset() is not None
    assert found == {
        "level": "info",
        "event": "timer.fired",
        "request_id": "r1",
        "actor": "agent:1",
        "ticket": "t1",
    }


def test_libraries_speak_in_the_same_form_and_only_of_trouble() -> None:
    stream = StringIO()
    configure(stream=stream)
    logging.getLogger("uvicorn.error").info("connection open")
    logging.getLogger("dramatiq.worker").warning("Failed to process %s", "message")
    found = logged(stream)
    assert (found["level"], found["event"]) == ("warning", "Failed to process message")


def test_values_of_database_errors_and_numbers_of_people_are_left_out() -> None:
    stream = StringIO()
    configure(stream=stream)
    error = ValueError(
        "duplicate key\nDETAIL: Key (phone)=(+8613900001007) already exists.\n[parameters: {'name': '林思远'}]"
    )
    structlog.get_logger("helpdesk").error(
        "request.failed", exc_info=error, seen="13900001007", id="11010519491231002X"
    )
    text = stream.getvalue()
    assert "request.failed" in text
    for private in ("13900001007", "林思远", "11010519491231002X"):
        assert private not in text


def test_ids_are_left_as_they_are() -> None:
    stream = StringIO()
    configure(stream=stream)
    structlog.get_logger("helpdesk").info("mutation.done", ticket="01a200cd-7040-7242-ae06-4b3984053696")
    assert logged(stream)["ticket"] == "01a200cd-7040-7242-ae06-4b3984053696"
