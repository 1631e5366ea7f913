"""The world, made once per worker, and the application on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest
from graphql import GraphQLSchema
from sqlalchemy.engine import make_url

from helpdesk.schema.build import build, core
from tests.conftest import MONDAY, drop
from tests.oracle import resolvers
from tests.oracle.asking import House, opened
from tests.oracle.comparing import Oracle
from tests.oracle.documents.pools import Pools
from tests.oracle.labels import Labels
from tests.oracle.world import making
from tests.oracle.world.making import Made
from tests.world import World

Clone = Callable[[], AbstractContextManager[Made]]


@contextmanager
def cloned(server: str, template: str) -> Iterator[str]:
    """A copy of a database; its URL."""
    name = f"oracle_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        drop(server, name)


@pytest.fixture(scope="session")
def made(server: str, template: tuple[str, World]) -> Iterator[Made]:
    """The world; nobody writes to it or stays connected."""
    with cloned(server, template[0]) as url:
        yield asyncio.run(making.make(url, template[1], MONDAY))


@pytest.fixture(scope="session")
def clone(server: str, made: Made) -> Clone:
    """Makes copies of the world, to change."""

    @contextmanager
    def copy() -> Iterator[Made]:
        with cloned(server, str(make_url(made.url).database)) as url:
            yield replace(made, url=url)

    return copy


@pytest.fixture(scope="session")
def house(clone: Clone) -> Iterator[House]:
    """The application on the world; for reading alone."""
    with clone() as made, opened(made) as house:
        yield house


@pytest.fixture(scope="session")
def labels(house: House) -> Labels:
    """The names of the world's ids."""
    return Labels.of(house.made)


@pytest.fixture(scope="session")
def pools(house: House, labels: Labels) -> Pools:
    """Values that exist in the world."""
    return Pools.of(house.made, labels)


@pytest.fixture(scope="session")
def schema() -> GraphQLSchema:
    """The schema that documents are written against."""
    return core(build())


@pytest.fixture(scope="session")
def oracle(house: House) -> Iterator[Oracle]:
    """The other way to answer."""
    with resolvers.oracle(house) as oracle:
        yield oracle
