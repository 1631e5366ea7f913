"""`helpdesk agent`: from an empty database to an administrator and a pack that is published."""

from __future__ import annotations

import json

from tests.commands.conftest import Run


def test_a_pack_is_published_once_its_groups_have_people(run: Run, migrated: str) -> None:
    assert (
        run("agent", "add", "chief", "--name", "管理员", "--role", "ADMIN", DATABASE_URL=migrated).exit_code
        == 0
    )
    first = json.loads(run("pack", "install", "factory", "--json", DATABASE_URL=migrated).stdout)
    assert first["version"] is None
    groups = [part for code in first["unstaffed"] for part in ("--group", code)]
    added = run("agent", "add", "wang", "--name", "王芳", *groups, DATABASE_URL=migrated)
    assert added.exit_code == 0, added.output
    done = json.loads(run("pack", "install", "factory", "--json", DATABASE_URL=migrated).stdout)
    assert done["version"] is not None
    told = json.loads(run("agent", "list", "--json", DATABASE_URL=migrated).stdout)
    assert [(one["key"], one["roles"], len(one["groups"])) for one in told["agents"]] == [
        ("chief", ["ADMIN"], 0), ("wang", ["AGENT"], len(first["unstaffed"])),
    ]  # fmt: skip
    assert told["groups_without_agents"] == []


def test_who_is_there_already_only_joins(run: Run, planted: str) -> None:
    before = json.loads(run("agent", "list", "--json", DATABASE_URL=planted).stdout)
    one = before["agents"][0]
    again = run(
        "agent", "add", one["key"], "--name", "Somebody else", "--role", "ADMIN", "--group", "FIN-INVOICES",
        DATABASE_URL=planted,
    )  # fmt: skip
    assert "was there already" in again.output
    after = json.loads(run("agent", "list", "--json", DATABASE_URL=planted).stdout)["agents"][0]
    assert (after["name"], after["roles"]) == (one["name"], one["roles"])
    assert set(after["groups"]) == {*one["groups"], "FIN-INVOICES"}


def test_wrong_groups_and_roles_are_refused_and_nobody_is_made(run: Run, migrated: str) -> None:
    for given in (("--group", "NOWHERE"), ("--role", "KING")):
        refused = run("agent", "add", "wang", "--name", "王芳", *given, DATABASE_URL=migrated)
        assert refused.exit_code == 1
        assert given[1] in refused.output
    assert json.loads(run("agent", "list", "--json", DATABASE_URL=migrated).stdout)["agents"] == []


def test_seats_are_told_as_vacant_until_somebody_leads(run: Run, migrated: str) -> None:
    run("agent", "add", "chief", "--name", "陈辉", "--role", "MANAGER", DATABASE_URL=migrated)
    told = run("pack", "install", "factory", DATABASE_URL=migrated).output
    assert "Nobody leads" in told
    vacant = json.loads(run("agent", "list", "--json", DATABASE_URL=migrated).stdout)["without_manager"]
    assert {"HQ", "CS", "FA-CS"} <= set(vacant)
    led = run("agent", "lead", "chief", *vacant[1:], DATABASE_URL=migrated)
    assert led.exit_code == 0, led.output
    assert run("agent", "lead", "chief", "HQ", "--deputy", DATABASE_URL=migrated).exit_code == 0
    listed = json.loads(run("agent", "list", "--json", DATABASE_URL=migrated).stdout)
    assert listed["without_manager"] == vacant[:1]
    assert run("agent", "lead", "chief", "NOWHERE", DATABASE_URL=migrated).exit_code == 1
    assert run("agent", "lead", "nobody", "HQ", DATABASE_URL=migrated).exit_code == 1
