"""`helpdesk doctor` says what is wrong, what to do about it, and ends with 1 when something is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from helpdesk.commands import diagnosis
from helpdesk.commands.diagnosis import Finding
from helpdesk.kit.settings import Settings
from tests.commands.conftest import Run
from tests.conftest import LOOKUP_KEYS, SEALING_KEYS
from tests.issuer import signer


@pytest.fixture
def _platform_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    async def platform(_settings: Settings) -> Finding:
        return Finding("platform", "ok", "answers")

    monkeypatch.setattr(diagnosis, "platform", platform)


@pytest.mark.usefixtures("_platform_answers")
def test_a_migrated_database_is_well(run: Run, migrated: str) -> None:
    found = run("doctor", DATABASE_URL=migrated)
    assert found.exit_code == 0, found.output
    assert "All is well" in found.output
    for subject in ("settings", "token secret", "database", "text order", "migrations", "sequencer", "relay",
                    "listen", "clock", "broker"):  # fmt: skip
        assert f"✓ {subject}" in found.output


@pytest.mark.usefixtures("_platform_answers")
def test_it_speaks_to_machines(run: Run, migrated: str) -> None:
    found = run("doctor", "--json", DATABASE_URL=migrated)
    document = json.loads(found.stdout)
    assert document["ok"] is True
    assert {one["verdict"] for one in document["findings"]} == {"ok"}


@pytest.mark.usefixtures("_platform_answers")
def test_a_moved_clock_is_told(run: Run, planted: str) -> None:
    with psycopg.connect(
        planted
    ) as connection:  # nobody works on this copy: what it was made with lies there
        connection.execute("UPDATE events SET position = draw WHERE position IS NULL")
        connection.execute("DELETE FROM outbox")
    found = run("doctor", DATABASE_URL=planted, SEALING_KEYS=SEALING_KEYS, LOOKUP_KEYS=LOOKUP_KEYS)
    assert found.exit_code == 0, found.output
    assert "! clock" in found.output


def verdicts(output: str) -> dict[str, str]:
    return {one["subject"]: one["verdict"] for one in json.loads(output)["findings"]}


def test_missing_tables_a_missing_secret_and_a_silent_platform_fail(run: Run, unmigrated: str) -> None:
    found = run(
        "doctor",
        "--json",
        DATABASE_URL=unmigrated,
        TOKEN_SECRET=None,
        PLATFORM_URL="http://127.0.0.1:1/graphql",
    )
    assert found.exit_code == 1
    failed = {name for name, verdict in verdicts(found.stdout).items() if verdict == "fail"}
    assert {"token secret", "migrations", "broker", "platform"} <= failed


def test_every_failure_comes_with_what_to_do(run: Run, unmigrated: str) -> None:
    found = run("doctor", "--json", DATABASE_URL=unmigrated, TOKEN_SECRET=None)
    document = json.loads(found.stdout)
    assert all(one["remedy"] for one in document["findings"] if one["verdict"] == "fail")


def test_a_database_that_is_away_fails(run: Run) -> None:
    found = run("doctor", "--json", DATABASE_URL="postgresql://postgres@127.0.0.1:1/helpdesk")
    assert found.exit_code == 1
    assert verdicts(found.stdout)["database"] == "fail"


def test_an_embedded_server_that_does_not_run_fails(run: Run, tmp_path: Path) -> None:
    found = run("doctor", HOME=str(tmp_path))
    assert found.exit_code == 1
    assert "helpdesk db start" in found.output


def test_wrong_settings_are_a_finding(run: Run) -> None:
    found = run("doctor", "--json", PORT="seventy")
    assert found.exit_code == 1
    assert verdicts(found.stdout) == {"settings": "fail"}
    assert "HELPDESK_PORT" in found.stdout


@pytest.mark.usefixtures("_platform_answers")
def test_the_issuers_keys_are_fetched_and_counted(run: Run, migrated: str) -> None:
    document = {"keys": [signer("ES256").published(), signer("EdDSA", "other").published(use="enc")]}
    with publishing(json.dumps(document).encode()) as url:
        found = run("doctor", DATABASE_URL=migrated, TOKEN_JWKS_URL=url)
    assert "✓ issuer keys    1 to verify tokens with" in found.output
    with publishing(b'{"keys": []}') as url:
        found = run("doctor", "--json", DATABASE_URL=migrated, TOKEN_JWKS_URL=url)
    assert verdicts(found.stdout)["issuer keys"] == "fail"
    found = run("doctor", "--json", DATABASE_URL=migrated, TOKEN_JWKS_URL=url)
    assert (found.exit_code, verdicts(found.stdout)["issuer keys"]) == (1, "fail")


@contextmanager
def publishing(document: bytes) -> Iterator[str]:
    """A server that answers with the document, on a thread: the command has a loop of its own."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(document)

        def log_message(self, *_given: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/keys"
        server.shutdown()
        thread.join()
