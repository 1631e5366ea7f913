"""A database of its own, and the platform as an application in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from uuid import uuid4

import httpx
import psycopg
import pytest
from asgi_lifespan import LifespanManager
from psycopg import sql
from sqlalchemy.engine import make_url

from reference_platform.app import create_app

NOW = datetime.fromisoformat("2026-11-15T10:00:00+08:00")


@pytest.fixture(scope="session")
def empty_database(server: str) -> Iterator[str]:
    """The URL of a database that lives as long as the session."""
    name = f"reference_platform_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
async def client(empty_database: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the started application, bearing its token."""
    async with LifespanManager(create_app(empty_database, token="secret", now=NOW, fresh=True)) as manager:
        transport = httpx.ASGITransport(manager.app)
        headers = {"authorization": "Bearer secret"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://platform", headers=headers
        ) as client:
            yield client
