"""GraphiQL, in demo mode only: the page, and its assets from the installed npm packages."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

PACKAGES = Path(__file__).parents[3] / "frontend_contract" / "node_modules"
ASSETS = (
    "graphiql/graphiql.min.js",
    "graphiql/graphiql.min.css",
    "react/umd/react.production.min.js",
    "react-dom/umd/react-dom.production.min.js",
)
TOKENS_FILE = "demo-tokens.json"
_PAGE = (Path(__file__).parent / "graphiql.html").read_text(encoding="utf-8")
_MISSING = (Path(__file__).parent / "graphiql_missing.html").read_text(encoding="utf-8")
_UNCHANGING = {"Cache-Control": "public, max-age=3600"}


def _policy(page: str) -> str:
    """What the page may load and run: our files, and the script that is written in it."""
    script = page.rpartition("<script>")[2].partition("</script>")[0]
    own = b64encode(sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{own}'; style-src 'self' 'unsafe-inline'; "
        "connect-src 'self' ws: wss:; img-src 'self' data:; font-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def routes(home: Path, *, packages: Path = PACKAGES) -> list[BaseRoute]:
    """`/` and `/graphiql`, four files of the packages, and the demo's tokens by role where there are any."""

    async def page(_request: Request) -> HTMLResponse:
        installed = all((packages / asset).is_file() for asset in ASSETS)
        text = _PAGE if installed else _MISSING
        return HTMLResponse(text, headers={"Content-Security-Policy": _policy(text)})

    async def asset(request: Request) -> Response:
        wanted = request.path_params["path"]
        if wanted not in ASSETS or not (packages / wanted).is_file():
            return Response(status_code=404)
        return FileResponse(packages / wanted, headers=_UNCHANGING)

    async def tokens(_request: Request) -> Response:
        kept = home / TOKENS_FILE
        if not kept.is_file():
            return Response(b"{}", media_type="application/json")
        return FileResponse(kept, media_type="application/json", headers={"Cache-Control": "no-store"})

    return [
        Route("/", page),
        Route("/graphiql", page),
        Route("/assets/{path:path}", asset),
        Route("/graphiql/tokens", tokens),
    ]
