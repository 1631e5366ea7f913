"""`/metrics`: what the process counts and how the house stands, as Prometheus reads it."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Protocol

from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from helpdesk.kit.gauges import Look, Scrape
from helpdesk.kit.metrics import REGISTRY
from helpdesk.kit.settings import Settings

PATH = "/metrics"


class Gauges(Protocol):
    """What finds the values that are in the database."""

    async def get(self) -> Sequence[Metric]:
        """The values, as they were a few seconds ago at most."""
        ...


def routes(settings: Settings, gauges: Gauges, looks: Sequence[Look]) -> list[Route]:
    """The route; none in production without HELPDESK_METRICS_TOKEN, which scrapers send as a bearer token."""
    token = settings.metrics_token
    if token is None and settings.mode == "production":
        return []
    wanted = None if token is None else f"Bearer {token.get_secret_value()}".encode()

    async def metrics(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode("latin-1")
        if wanted is not None and not hmac.compare_digest(given, wanted):
            return PlainTextResponse("Unauthorized", 401, {"WWW-Authenticate": "Bearer"})
        encode, content_type = choose_encoder(request.headers.get("accept", ""))
        text = encode(Scrape(REGISTRY, await gauges.get(), looks))
        return Response(text, headers={"Content-Type": content_type, "Cache-Control": "no-store"})

    return [Route(PATH, metrics)]
