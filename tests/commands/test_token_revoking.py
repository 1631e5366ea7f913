"""`helpdesk token revoke`: one token, or an actor's, taken back on the machine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.commands.conftest import Run

REVOKE = ("token", "revoke", "--reason", "离职")
SOON = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


def revocations(url: str, **wanted: str) -> list[tuple[Any, ...]]:
    [(name, value)] = wanted.items()
    with psycopg.connect(url) as connection:
        query = f"SELECT reason, revoked_by, expires_at IS NULL FROM token_revocations WHERE {name} = %s"  # noqa: S608  # a column of ours
        return connection.execute(query.encode(), [value]).fetchall()


def test_one_token_is_revoked(run: Run, planted: str) -> None:
    done = run(*REVOKE, "--jti", "t-77", "--expires", SOON, DATABASE_URL=planted)
    assert done.exit_code == 0, done.output
    assert "t-77" in done.output
    assert revocations(planted, jti="t-77") == [("离职", "system", False)]


def test_an_actors_tokens_are_revoked(run: Run, planted: str) -> None:
    assert run(*REVOKE, "--of", "store:S077", DATABASE_URL=planted).exit_code == 0
    assert revocations(planted, actor_key="store:S077") == [("离职", "system", True)]
    with psycopg.connect(planted) as connection:
        found = connection.execute("SELECT id, external_key FROM agents LIMIT 1").fetchone()
    assert found is not None
    done = run(*REVOKE, "--agent", found[1], "--before", "2026-01-01T00:00:00Z", DATABASE_URL=planted)
    assert "2026-01-01" in done.output
    assert revocations(planted, actor_key=f"agent:{found[0].hex}") == [("离职", "system", True)]


@pytest.mark.parametrize(
    "given",
    [(), ("--jti", "x"), ("--jti", "x", "--of", "store:S1", "--expires", SOON), ("--agent", "nobody"), ("--of", "wang"),
     ("--jti", "x", "--expires", "2020-01-01T00:00:00Z"), ("--jti", "x", "--expires", "soon")],
    ids=["whose", "until when", "both", "no such agent", "no actor", "expired", "no instant"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(run: Run, planted: str, given: tuple[str, ...]) -> None:
    refused = run(*REVOKE, *given, DATABASE_URL=planted)
    assert refused.exit_code in {1, 2}
    assert "Traceback" not in refused.output
    assert revocations(planted, jti="x") == []
