"""GraphiQL, in demo mode only: the page, and its assets from the installed npm packages."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

ASSETS = Path(__file__).parents[3] / "frontend_contract" / "node_modules"
_PAGE = (Path(__file__).parent / "graphiql.html").read_text(encoding="utf-8")


def routes() -> list[BaseRoute]:
    """`/` and `/graphiql`; the assets where they are installed."""

    async def page(_request: Request) -> HTMLResponse:
        return HTMLResponse(_PAGE)

    found: list[BaseRoute] = [Route("/", page), Route("/graphiql", page)]
    if ASSETS.is_dir():
        found.append(Mount("/assets", StaticFiles(directory=ASSETS)))
    return found
