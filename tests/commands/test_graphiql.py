"""GraphiQL's page: its own queries are valid, it serves four files and no others, and says what lacks."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from graphql import parse, validate
from starlette.applications import Starlette

from helpdesk.schema.build import build, core
from helpdesk.schema.transport import graphiql


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    folder = tmp_path / "node_modules"
    for asset in graphiql.ASSETS:
        (folder / asset).parent.mkdir(parents=True, exist_ok=True)
        (folder / asset).write_text("installed")
    (folder / "secret.js").write_text("not for the page")
    return folder


def client(home: Path, packages: Path) -> httpx.AsyncClient:
    app = Starlette(routes=graphiql.routes(home, packages=packages))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://demo")


async def test_its_queries_are_valid(packages: Path, tmp_path: Path) -> None:
    page = (await client(tmp_path, packages).get("/")).text
    documents = re.findall(r"const [A-Z]+ = `(.*?)`;", page, re.DOTALL)
    assert len(documents) == 2
    for document in documents:
        assert validate(core(build()), parse(document)) == []


async def test_every_file_that_the_page_names_is_served(packages: Path, tmp_path: Path) -> None:
    browser = client(tmp_path, packages)
    named = re.findall(r'(?:src|href)="(/assets/[^"]+)"', (await browser.get("/graphiql")).text)
    assert len(named) == len(graphiql.ASSETS)
    for path in named:
        assert (await browser.get(path)).text == "installed"


@pytest.mark.parametrize("path", ["secret.js", "../demo-tokens.json", "graphiql/%2e%2e/secret.js", ""])
async def test_no_other_file_is_served(packages: Path, tmp_path: Path, path: str) -> None:
    assert (await client(tmp_path, packages).get(f"/assets/{path}")).status_code == 404


async def test_without_the_packages_the_page_says_how_to_install_them(tmp_path: Path) -> None:
    page = await client(tmp_path, tmp_path / "nothing").get("/")
    assert page.status_code == 200
    assert "npm ci" in page.text


async def test_the_role_picker_has_the_demos_tokens_where_there_are_any(
    packages: Path, tmp_path: Path
) -> None:
    browser = client(tmp_path, packages)
    assert (await browser.get("/graphiql/tokens")).json() == {}
    (tmp_path / graphiql.TOKENS_FILE).write_text('{"agent": "token"}')
    assert (await browser.get("/graphiql/tokens")).json() == {"agent": "token"}


@pytest.mark.parametrize("installed", [True, False])
async def test_the_page_may_run_its_own_script_and_files_alone(
    packages: Path, tmp_path: Path, installed: bool
) -> None:
    response = await client(tmp_path, packages if installed else tmp_path / "nothing").get("/")
    policy = dict(
        part.strip().partition(" ")[::2] for part in response.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    written = re.findall(r"<script>(.*?)</script>", response.text, re.DOTALL)
    assert len(written) == int(installed)
    for script in written:
        assert b64encode(sha256(script.encode()).digest()).decode() in policy["script-src"]
    assert not re.search(r"\son\w+=", response.text)  # no handler that the policy would silence
