"""`helpdesk token integration`: a token made, listed and revoked on the machine."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import psycopg

from tests.commands.conftest import Run

CREATE = ("token", "integration", "create", "warehouse", "--name", "生产")


def listed(run: Run, url: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        run("token", "integration", "list", "--json", DATABASE_URL=url).stdout
    )
    return found


def test_a_token_is_made_listed_and_revoked(run: Run, planted: str) -> None:
    made = run(
        *CREATE, "--permission", "ticket.read", "--permission", "events.read", "--store", "S001", "--group",
        "FIN-INVOICES", "--days", "30", "--json", DATABASE_URL=planted,
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    shown = json.loads(made.stdout)
    assert shown["secret"].startswith("hdi_")
    assert shown["secret"] not in json.dumps(listed(run, planted))
    [one] = [one for one in listed(run, planted) if one["id"] == shown["id"]]
    assert (one["id"], one["integration"], one["name"]) == (shown["id"], "warehouse", "生产")
    assert (one["permissions"], one["stores"]) == (["events.read", "ticket.read"], ["S001"])
    assert one["revoked_at"] is None
    revoked = run("token", "integration", "revoke", shown["id"], DATABASE_URL=planted)
    assert revoked.exit_code == 0, revoked.output
    [one] = [one for one in listed(run, planted) if one["id"] == shown["id"]]
    assert one["revoked_at"] is not None
    assert shown["id"] in run("token", "integration", "list", DATABASE_URL=planted).output
    with psycopg.connect(planted) as connection:
        kinds = connection.execute(
            "SELECT kind, actor_key FROM events WHERE subject_id = %s ORDER BY revision",
            [UUID(shown["id"].removeprefix("itk_"))],
        ).fetchall()
    assert kinds == [("integration_token.created", "system"), ("integration_token.revoked", "system")]


def test_for_people_the_secret_stands_alone_on_stdout(run: Run, planted: str) -> None:
    made = run(*CREATE, "--permission", "ticket.read", "--all", DATABASE_URL=planted)
    assert made.stdout.strip().startswith("hdi_")
    assert "not shown again" in made.stderr


def test_what_is_unknown_is_refused_and_nothing_is_made(run: Run, planted: str) -> None:
    before = listed(run, planted)
    for given in (("--permission", "ticket.read", "--group", "NOWHERE"), ("--permission", "everything"), ()):
        assert run(*CREATE, *given, DATABASE_URL=planted).exit_code != 0
    assert run("token", "integration", "revoke", f"itk_{7:032x}", DATABASE_URL=planted).exit_code == 1
    assert run("token", "integration", "revoke", "nonsense", DATABASE_URL=planted).exit_code == 1
    assert listed(run, planted) == before
