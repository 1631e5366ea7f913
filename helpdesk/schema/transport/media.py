"""Media types of GraphQL over HTTP: what bodies are taken, and which answer a caller prefers."""

from __future__ import annotations

from functools import lru_cache

from helpdesk.schema.context import quality

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
MOST_RANGES = 20


@lru_cache(maxsize=200)
def preferred(accept: str) -> str | None:
    """The answer's type that an `Accept` header likes best; None where it takes neither.

    Without the header it is GraphQL's own. Among equals it is GraphQL's own where that is named, else plain JSON,
    which is what clients mean by `*/*`.
    """
    if not accept.strip():
        return GRAPHQL
    ranges = [_range(part) for part in accept.split(",")[:MOST_RANGES]]
    graphql, json = _liking(GRAPHQL, ranges), _liking(JSON, ranges)
    if graphql[0] <= 0 and json[0] <= 0:
        return None
    return GRAPHQL if graphql > json or (graphql == json and graphql[1] == _NAMED) else JSON


def is_json(content_type: str) -> bool:
    """Whether a `Content-Type` says JSON in UTF-8, which is meant where no charset is named."""
    media, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = [value for name, _, value in (one.partition("=") for one in parameters) if name == "charset"]
    return media == JSON and all(one.strip('"') in {"utf-8", "utf8"} for one in charsets)


_NAMED = 2


def _range(part: str) -> tuple[str, float]:
    name, *parameters = part.split(";")
    return name.strip().lower(), min(map(quality, parameters), default=1.0)


def _liking(kind: str, ranges: list[tuple[str, float]]) -> tuple[float, int]:
    """How much a type is liked, by the range that names it most exactly, and how exactly that is."""
    for exactness, name in ((_NAMED, kind), (1, "application/*"), (0, "*/*")):
        weights = [weight for found, weight in ranges if found == name]
        if weights:
            return max(weights), exactness
    return 0.0, 0
