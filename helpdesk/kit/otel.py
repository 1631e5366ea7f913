"""Spans by OpenTelemetry, sent by OTLP over HTTP. Imported only where HELPDESK_OTLP_ENDPOINT is set.

The provider is our own, not the process's global one: a host's stays as it is, and its spans are our spans' parents all
the same. What else can be set is set by OpenTelemetry's own variables (OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER …).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from helpdesk.kit import tracing
from helpdesk.kit.tracing import Value

_W3C = TraceContextTextMapPropagator()


class OpenTelemetry:
    """Makes spans, and gives them to a processor when they end."""

    def __init__(self, service: str, processor: SpanProcessor) -> None:
        resource = Resource.create({SERVICE_NAME: service}).merge(OTELResourceDetector().detect())
        self._provider = TracerProvider(resource=resource)  # flushed and shut down when the process ends
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("helpdesk")

    def span(
        self, name: str, attributes: Mapping[str, Value], parent: str | None
    ) -> AbstractContextManager[object]:
        """A span around the block; an exception that leaves it is noted by its class, not by its text."""
        context = None if parent is None else _W3C.extract({"traceparent": parent})
        return self._tracer.start_as_current_span(
            name, context, attributes=attributes, record_exception=False, set_status_on_exception=False
        )

    def traceparent(self) -> str | None:
        """The span that we are in, as W3C writes it."""
        if not trace.get_current_span().get_span_context().is_valid:
            return None
        carrier: dict[str, str] = {}
        _W3C.inject(carrier)
        return carrier["traceparent"]


def start(endpoint: str, *, service: str) -> None:
    """Send this process's spans to a collector: `endpoint` is its base, `/v1/traces` is added."""
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces")
    tracing.use(OpenTelemetry(service, BatchSpanProcessor(exporter)))
