"""Compiled reads from outside: how many statements, what is kept and for how long, what ends a reading."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import text

from helpdesk.app import Runtime, create_app
from helpdesk.kit.database import plain_url
from helpdesk.schema import build
from helpdesk.schema.execution import Engine
from helpdesk.schema.projection.reading import Reader
from tests.api.conftest import Api, token
from tests.api.socket_client import serving
from tests.world import World

INBOX = Path("frontend_contract/operations/inbox.graphql").read_text(encoding="utf-8")
DETAIL = Path("frontend_contract/operations/ticket-detail.graphql").read_text(encoding="utf-8")
CUSTOMERS = "{ tickets { nodes { id title customer { name note } group { name { text } } } } }"
READER = (
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'helpdesk-reader' AND state = 'active'"
)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of reading statements as they are run."""
    seen: list[str] = []
    run = Reader.rows

    async def rows(self: Reader, text: Any, values: Any) -> Any:
        seen.append(text.sql.decode())
        return await run(self, text, values)

    monkeypatch.setattr(Reader, "rows", rows)
    return seen


async def some_tickets(api: Api, world: World, count: int = 3) -> list[str]:
    """Tickets with comments, of a customer."""
    found = []
    for _ in range(count):
        ticket = await api.submit("store:S001", world.items["product-use"], memberCode="M1")
        await api.mutate("zhao", "replyToTicket", ticketId=ticket["id"], body="您好")
        found.append(ticket["id"])
    return found


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        pytest.param("{ tickets { nodes { id } } }", 1, id="a list"),
        pytest.param(
            "{ tickets { nodes { group { code } assignee { name } serviceItem { code } } } }",
            1,
            id="kept rows",
        ),
        pytest.param("{ tickets { totalCount nodes { id timers { id } } } }", 3, id="a relation and a count"),
        pytest.param("{ tickets { nodes { a: timers { id } b: timers { id } } } }", 3, id="two names"),
        pytest.param(
            "{ tickets { nodes { timers { id } customer { name } links { ticket { id } } flags { id } "
            "comments { totalCount nodes { author { agent { name } } } } timeline { nodes { kind } } } } }",
            8,
            id="all relations",
        ),
    ],
)
async def test_a_document_costs_one_statement_for_each_relation_however_many_rows(
    api: Api, world: World, statements: list[str], query: str, wanted: int
) -> None:
    for _ in range(2):  # another document each time, so that nothing of it is kept
        await some_tickets(api, world)
        await api.data(
            "admin", "{ agentGroups { id } viewer { agent { id } } tickets { nodes { assignee { id } } } }"
        )
        statements.clear()
        await api.data("admin", query.replace("{ tickets", f"{{ again{len(statements)}: tickets", 1))
        query = query.replace("nodes {", "nodes { __typename", 1)
        assert len(statements) == wanted, statements


async def test_an_unchanged_list_reads_keys_and_versions_alone(
    api: Api, world: World, statements: list[str]
) -> None:
    changed, *_ = await some_tickets(api, world)
    first = await api.data("admin", INBOX)
    assert await api.data("admin", INBOX) == first
    statements.clear()
    assert await api.data("admin", INBOX) == first
    assert len(statements) == 1
    await api.mutate("admin", "addTags", ticketId=changed, tags=["急"])
    again = {node["id"]: node for node in (await api.data("admin", INBOX))["tickets"]["nodes"]}
    assert again[changed]["tags"] == ["急"]
    assert {key: node for key, node in again.items() if key != changed} == {
        node["id"]: node for node in first["tickets"]["nodes"] if node["id"] != changed
    }


async def test_kept_rows_follow_the_organisation_the_customer_and_the_callers_language(
    api: Api, world: World, runtime: Runtime
) -> None:
    await some_tickets(api, world)
    for _ in range(2):
        await api.data("admin", CUSTOMERS)
    before = (await api.data("admin", CUSTOMERS))["tickets"]["nodes"][0]
    async with runtime.engine.begin() as connection:  # as another process does
        await connection.execute(text("UPDATE agent_groups SET name_zh = '二部', name_en = 'Second'"))
    customer = (await api.data("admin", '{ customer(memberCode: "M1") { id } }'))["customer"]["id"]
    await api.mutate("admin", "updateCustomer", "customer { id }", customerId=customer, note="要发票")
    after = (await api.data("admin", CUSTOMERS))["tickets"]["nodes"][0]
    assert before["customer"]["note"] == ""
    assert after["customer"]["note"] == "要发票"
    names = {
        node["group"]["name"]["text"] for node in (await api.data("admin", CUSTOMERS))["tickets"]["nodes"]
    }
    chinese = (await api("admin", CUSTOMERS, language="zh-CN"))["data"]["tickets"]["nodes"]
    assert names == {"Second"}
    assert {node["group"]["name"]["text"] for node in chinese} == {"二部"}


async def test_a_right_that_was_taken_away_elsewhere_is_gone_with_the_next_request(
    api: Api, world: World, runtime: Runtime
) -> None:
    await some_tickets(api, world)
    assert (await api.data("zhao", "{ tickets { nodes { id } } }"))["tickets"]["nodes"]
    async with runtime.engine.begin() as connection:  # as another process, or a person with psql
        await connection.execute(
            text("DELETE FROM group_members WHERE agent_id = :id"), {"id": world.agents["zhao"]}
        )
        await connection.execute(text("UPDATE tickets SET assignee_id = NULL"))
    assert (await api.data("zhao", "{ tickets { nodes { id } } }"))["tickets"]["nodes"] == []
    async with runtime.engine.begin() as connection:
        await connection.execute(
            text("UPDATE agents SET active = false WHERE id = :id"), {"id": world.agents["zhao"]}
        )
    refused = await api("zhao", "mutation($i: AddTagsInput!) { addTags(input: $i) { ticket { id } } }",
                        i={"ticketId": "tkt_" + "0" * 32, "tags": ["x"]})  # fmt: skip
    assert refused["errors"][0]["extensions"]["code"] == "UNKNOWN_CALLER"


async def test_documents_and_plans_are_kept_within_bounds(api: Api, runtime: Runtime) -> None:
    app = create_app(runtime.settings, runtime=runtime)
    engine: Engine = app.state.engine
    for number in range(1_600):
        await api.data("admin", f"{{ viewer {{ a{number}: key }} }}")
    assert len(engine.documents) <= 500
    assert len(engine.plans) <= 500


async def test_a_statement_that_takes_too_long_is_stopped_with_a_typed_error(
    runtime: Runtime, world: World
) -> None:
    hasty = Runtime.build(
        runtime.settings.model_copy(update={"statement_timeout": 0.2}),
        plain_url(runtime.engine.url.render_as_string(hide_password=False)),
        clock=runtime.clock,
    )
    async with serving(hasty) as site, locked(hasty, "comments"):
        query = "{ tickets { nodes { id comments { nodes { id } } } } }"
        answer = await ask(
            f"http://127.0.0.1:{site.port}", "store:S001", SUBMIT_ONE.format(world.items["product-use"].hex)
        )
        assert answer["data"]["submitTicket"]["userErrors"] == []
        body = await ask(f"http://127.0.0.1:{site.port}", "admin", query)
        assert body["errors"][0]["extensions"] == {
            "code": "QUERY_TIMED_OUT",
            "field": None,
            "retryable": True,
        }
        assert body["errors"][0]["path"][:3] == ["tickets", "nodes", 0]


async def test_a_reading_whose_client_went_away_is_stopped_in_the_database(
    runtime: Runtime, world: World
) -> None:
    async with serving(runtime) as site, locked(runtime, "tickets") as probe:
        async with httpx.AsyncClient() as client:
            asked = asyncio.create_task(
                client.post(f"http://127.0.0.1:{site.port}/graphql", json={"query": "{ tickets { nodes { id } } }"},
                            headers={"Authorization": f"Bearer {token('admin')}"})
            )  # fmt: skip
            await until(lambda: count(probe, READER), 1)
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)
        await until(lambda: count(probe, READER), 0)


SUBMIT_ONE = (
    'mutation {{ submitTicket(input: {{serviceItemId: "svc_{0}", title: "t"}}) '
    "{{ ticket {{ id }} userErrors {{ code }} }} }}"
)


async def ask(url: str, role: str, query: str) -> dict[str, Any]:
    """One request over real HTTP."""
    async with httpx.AsyncClient(timeout=30) as client:
        headers = {"Authorization": f"Bearer {token(role)}"}
        body: dict[str, Any] = (
            await client.post(f"{url}/graphql", json={"query": query}, headers=headers)
        ).json()
        return body


@asynccontextmanager
async def locked(runtime: Runtime, table: str) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """A table that nobody else reads for the time of the block; and a connection to look from."""
    url = plain_url(runtime.engine.url.render_as_string(hide_password=False))
    async with await psycopg.AsyncConnection.connect(url) as holder:
        await holder.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as probe:
            yield probe


async def count(connection: psycopg.AsyncConnection[Any], query: str) -> int:
    """A number that the database tells."""
    row = await (await connection.execute(query.encode())).fetchone()
    assert row is not None
    return int(row[0])


async def until(look: Callable[[], Any], wanted: int) -> None:
    """Wait for a number, at most 10 s."""
    async with asyncio.timeout(10):
        while await look() != wanted:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0.02)


async def test_many_who_find_kept_rows_missing_at_once_do_not_wait_for_each_other(
    api: Api, world: World, runtime: Runtime
) -> None:
    await some_tickets(api, world, 1)
    query = "{ tickets { nodes { assignee { name } group { code } } } }"
    for _ in range(3):
        async with runtime.engine.begin() as connection:  # all that is kept is void
            await connection.execute(text("UPDATE agent_groups SET revision = revision"))
        async with asyncio.timeout(8):  # less than anybody waits for a connection
            answers = await asyncio.gather(*(api.data("admin", query) for _ in range(60)))
        assert all(answer == answers[0] for answer in answers)


async def test_large_documents_and_many_variables_of_one_do_not_fill_the_process(api: Api) -> None:
    engine = build.engine(introspection=True)
    for number in range(30):
        await api(
            "lin", f"query A($x: Int) {{ ticket(number: $x) {{ id }} }} #{number}{'x' * 60_000}", x=number
        )
    assert len(engine.documents) <= 16
    assert len(engine.plans) <= 16
    before = len(engine.variables)
    query = f"query B($x: Int) {{ ticket(number: $x) {{ id }} }} #{'x' * 60_000}"
    for number in range(20):
        await api("lin", query, x=number)
    texts = {id(text) for text, name, _ in engine.variables._values if text == query}
    assert (len(engine.variables) - before, len(texts)) == (20, 1)
