"""What is being done, and what asked for it: ids that go from a request through outbox and job into the log, and spans.

The request's id is bound to the log's context (structlog). Spans are OpenTelemetry's where it is set up
(`helpdesk.kit.otel`); where it is not, nothing of it is imported and a span is nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Final, Protocol

import structlog

from helpdesk.kit.settings import SettingsError

Value = str | int | float | bool
Origin = Mapping[str, str]
"""`request_id`, and with tracing `traceparent` (W3C): what asked for a job, as it is kept with it."""


class Tracer(Protocol):
    """What makes spans."""

    def span(
        self, name: str, attributes: Mapping[str, Value], parent: str | None
    ) -> AbstractContextManager[object]:
        """A span around the block, under the span of a `traceparent`, else under the one it is in."""
        ...

    def traceparent(self) -> str | None:
        """The span that we are in, as W3C writes it."""
        ...


class _Tracing:
    tracer: Tracer | None = None


_NOTHING: Final = nullcontext()


def start(endpoint: str | None, *, service: str) -> None:
    """Send this process's spans to a collector, as a service of that name; None for no spans. Raises SettingsError."""
    if endpoint is None:
        return
    try:
        opentelemetry = importlib.import_module("helpdesk.kit.otel")
    except ImportError as error:
        raise SettingsError(
            f"HELPDESK_OTLP_ENDPOINT needs OpenTelemetry ({error}): pip install 'helpdesk[otel]'"
        ) from None
    opentelemetry.start(endpoint, service=service)


def use(tracer: Tracer | None) -> None:
    """Make this process's spans with a tracer from here on; None for no spans."""
    _Tracing.tracer = tracer


def span(name: str, *, parent: str | None = None, **attributes: Value) -> AbstractContextManager[object]:
    """A span around the block. Attributes hold names, ids and numbers, never what a person is recognised by."""
    tracer = _Tracing.tracer
    return _NOTHING if tracer is None else tracer.span(name, attributes, parent)


def statements(name: str, texts: Iterable[bytes]) -> AbstractContextManager[object]:
    """A span of statements that are sent together, with their texts; values are never in those."""
    if _Tracing.tracer is None:
        return _NOTHING
    told = {"db.system.name": "postgresql", "db.query.text": b"; ".join(texts).decode()}
    return _Tracing.tracer.span(name, told, None)


def origin() -> dict[str, str] | None:
    """What is being done, to be kept with what it asks for; None where nobody asked."""
    found = {}
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    if request_id is not None:
        found["request_id"] = str(request_id)
    traceparent = None if _Tracing.tracer is None else _Tracing.tracer.traceparent()
    if traceparent is not None:
        found["traceparent"] = traceparent
    return found or None


@contextmanager
def continuing(asked: Origin | None, name: str, **ids: str) -> Iterator[None]:
    """Do in the block what was asked for by `asked`: its request's id is in the log, a span goes under its span."""
    asked = asked or {}
    bound = ids | ({"request_id": asked["request_id"]} if "request_id" in asked else {})
    with (
        structlog.contextvars.bound_contextvars(**bound),
        span(
            name,
            parent=asked.get("traceparent"),
            **{f"helpdesk.{one}": value for one, value in bound.items()},
        ),
    ):
        yield


def trace_id() -> str | None:
    """The trace that we are in, in 32 hexadecimal digits."""
    traceparent = None if _Tracing.tracer is None else _Tracing.tracer.traceparent()
    return None if traceparent is None else traceparent.split("-")[1]
