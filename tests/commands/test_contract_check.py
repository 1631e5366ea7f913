"""`helpdesk schema`: the contract's files are what the code says, else the difference is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk import migrations
from helpdesk.commands import contract
from helpdesk.schema.build import sdl
from tests.commands.conftest import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "schema.graphql").write_text(sdl(), encoding="utf-8")
    (tmp_path / "error-codes.json").write_text(contract.codes(), encoding="utf-8")
    return tmp_path


def test_the_schema_is_printed_as_it_is_kept(run: Run) -> None:
    assert run("schema", "print").stdout == sdl()
    assert run("schema", "print", "--error-codes").stdout == contract.codes()


def test_files_and_migrations_that_agree_with_the_code_pass(run: Run, folder: Path, migrated: str) -> None:
    checked = run("schema", "check", "--contract", str(folder), DATABASE_URL=migrated)
    assert checked.exit_code == 0, checked.output
    assert "The migrations lead to the models" in checked.output


@pytest.mark.parametrize("name", ["schema.graphql", "error-codes.json"])
def test_a_changed_file_is_caught_and_the_difference_shown(run: Run, folder: Path, name: str) -> None:
    kept = folder / name
    kept.write_text(kept.read_text(encoding="utf-8").replace("TICKET_IS_CLOSED", "TICKET_WAS_CLOSED"))
    checked = run("schema", "check", "--contract", str(folder))
    assert checked.exit_code == 1
    assert f"{name} differs" in checked.output
    assert "TICKET_WAS_CLOSED" in checked.output


def test_a_missing_schema_is_caught(run: Run, folder: Path) -> None:
    (folder / "schema.graphql").unlink()
    assert run("schema", "check", "--contract", str(folder)).exit_code == 1


def test_a_model_without_a_migration_is_caught(
    run: Run, folder: Path, migrated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "drift", lambda _url: [("add_table", "forgotten")])
    checked = run("schema", "check", "--contract", str(folder), DATABASE_URL=migrated)
    assert checked.exit_code == 1
    assert "forgotten" in checked.output
