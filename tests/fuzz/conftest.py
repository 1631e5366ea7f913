"""One API process for all examples, on a copy of the tests' world."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.conftest import LOOKUP_KEYS, SEALING_KEYS, SECRET, drop
from tests.fuzz.target import Target
from tests.processes.fleet import Fleet
from tests.world import World

SUBMIT = "mutation($input: SubmitTicketInput!) { submitTicket(input: $input) { ticket { id } userErrors { code } } }"


@pytest.fixture(scope="session")
def target(
    server: str, template: tuple[str, World], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    """The process, with some tickets to aim at."""
    name = f"fuzz_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template[0]}" STRATEGY file_copy')
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    fleet = Fleet(
        {
            "HELPDESK_MODE": "production",
            "HELPDESK_DATABASE_URL": url,
            "HELPDESK_TOKEN_SECRET": SECRET,
            "HELPDESK_SEALING_KEYS": SEALING_KEYS,
            "HELPDESK_LOOKUP_KEYS": LOOKUP_KEYS,
            "HELPDESK_PLATFORM": "none",
            "HELPDESK_HOME": str(tmp_path_factory.mktemp("home")),
            "HELPDESK_LOG_LEVEL": "ERROR",
        },
        tmp_path_factory.mktemp("logs"),
    )
    fleet.start("api", "api")
    try:
        fleet.wait_ready()
        found = Target(fleet, _ids(template[1]))
        found.ids["tkt"] = [_ticket(found, template[1]) for _ in range(3)]
        yield found
        found.client.close()
    finally:
        fleet.end()
        drop(server, name)


@pytest.fixture(autouse=True)
def _alive(target: Target) -> Iterator[None]:
    """After all examples of a test the process is the one that was started, and at ease."""
    yield
    target.require_alive()


def _ids(world: World) -> dict[str, list[str]]:
    def of(prefix: str, found: dict[str, UUID]) -> list[str]:
        return [f"{prefix}_{one.hex}" for one in found.values()]

    return {"svc": of("svc", world.items), "grp": of("grp", world.groups), "agt": of("agt", world.agents)}


def _ticket(target: Target, world: World) -> str:
    given = {"serviceItemId": f"svc_{world.items['product-use'].hex}", "title": "一张工单"}
    headers = {"Authorization": f"Bearer {target.tokens['store:S001']}"}
    response = target.client.post(
        "/graphql", json={"query": SUBMIT, "variables": {"input": given}}, headers=headers
    )
    found: str = response.json()["data"]["submitTicket"]["ticket"]["id"]
    return found
