"""Subscriptions that are the same run once: who shares, who does not, who is slow, and what remains."""

from __future__ import annotations

import asyncio
import gc
import socket as sockets
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import httpx
import pytest

from helpdesk.accounts import tokens
from helpdesk.accounts.tokens import CallerRole
from helpdesk.app import Runtime
from helpdesk.schema.projection import reading
from helpdesk.schema.projection.rendering import Text
from helpdesk.schema.transport import feeds, wires
from tests.api.conftest import SIGNING, Api
from tests.api.socket_client import ANY, OURS, UPDATES, Server, Socket, serving
from tests.world import World


@pytest.fixture(params=[OURS, ANY], ids=["our server", "any server"])
async def site(runtime: Runtime, request: pytest.FixtureRequest) -> AsyncIterator[Server]:
    """The application, served."""
    async with serving(runtime, **request.param) as found:
        yield found


@pytest.fixture
async def api(site: Server, runtime: Runtime) -> AsyncIterator[Api]:
    """Documents sent to that server."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{site.port}", trust_env=False) as client:
        yield Api(client, runtime)


async def until(holds: Callable[[], bool]) -> None:
    """Return once it holds; five seconds are enough."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - what is waited for tells by no event
            await asyncio.sleep(0.005)


async def tag(api: Api, ticket: dict[str, Any], *tags: str) -> None:
    """Add tags, each by an event of its own, and take them away again by another."""
    for one in tags:
        for change in ("addTags", "removeTags"):
            payload = await api.mutate("lin", change, ticketId=ticket["id"], tags=[one])
            assert payload["userErrors"] == []


async def tagged_with(socket: Socket, tag: str) -> list[dict[str, Any]]:
    """The updates that come up to and with the one that tells of a tag."""
    found: list[dict[str, Any]] = []
    while not found or tag not in (found[-1]["event"]["data"].get("after") or ()):
        found += await socket.updates(1)
    return found


async def tagged(socket: Socket, last: str, key: str = "1") -> list[dict[str, Any]]:
    """The updates that come up to and with the one that took a tag away."""
    found: list[dict[str, Any]] = []
    while not found or last not in (found[-1]["event"]["data"].get("before") or ()):
        found += await socket.updates(1, key)
    return found


async def test_who_asks_the_same_with_the_same_rights_shares_one_run(
    site: Server, api: Api, world: World
) -> None:
    async with site.socket("lin") as one, site.socket("lin") as other:
        await one.follow("a")
        await other.follow("b")
        await other.follow("c")
        assert (site.following.feeds, site.following.followers) == (1, 3)
        await api.submit("store:S001", world.items["product-use"])
        assert (await one.updates(1, "a")) == (await other.updates(1, "b")) == (await other.updates(1, "c"))


async def test_everybody_of_a_store_shares_and_agents_do_not(site: Server, api: Api, world: World) -> None:
    def staff(name: str) -> str:
        return tokens.issue(SIGNING, subject=name, role=CallerRole.STORE_MANAGER, store_code="S001")

    async with (
        site.socket() as one,
        site.socket() as other,
        site.socket("wang") as wang,
        site.socket("zhao") as zhao,
    ):
        await one.begin(staff("one"))
        await other.begin(staff("other"))
        for socket in (one, other, wang, zhao):
            await socket.follow()
        assert site.following.feeds == 3
        ticket = await api.submit("store:S001", world.items["product-use"])
        for socket in (one, other, wang, zhao):
            assert (await socket.updates(1))[0]["ticketId"] == ticket["id"]


async def test_a_ticket_is_read_once_for_runs_of_the_same_sight(
    site: Server, api: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Programs are told apart by their names alone; what both may see of a ticket is the same."""
    read: list[str] = []
    run = reading.Reader.rows

    async def rows(self: reading.Reader, text: Text, values: Mapping[str, Any]) -> Any:
        read.append(text.sql.decode())
        return await run(self, text, values)

    monkeypatch.setattr(reading.Reader, "rows", rows)
    async with site.socket("integration:erp") as erp, site.socket("integration:crm") as crm:
        await erp.follow()
        await crm.follow()
        assert site.following.feeds == 2
        ticket = await api.submit("store:S001", world.items["product-use"])
        assert await erp.updates(1) == await crm.updates(1)
        read.clear()  # of the submission's own events some may still be read
        assert (await api.mutate("lin", "addTags", ticketId=ticket["id"], tags=["read-once"]))[
            "userErrors"
        ] == []
        seen = await tagged_with(erp, "read-once")
        assert seen == await tagged_with(crm, "read-once")
        positions = {one["cursor"] for one in seen}
    whole = [sql for sql in read if " tickets.number" in sql and "tickets.title" not in sql]
    assert 1 <= len(whole) <= len(positions), read


@pytest.mark.parametrize(
    "other",
    [
        {"query": UPDATES.replace("number", "n: number")}, {"filter": {"priority": ["HIGH"]}},
        {"language": "zh-CN"}, {"role": "head"},
    ],
    ids=["document", "variables", "language", "rights"],
)  # fmt: skip
async def test_a_difference_in_what_makes_the_answer_is_not_shared(
    site: Server, other: dict[str, Any]
) -> None:
    variables = {key: value for key, value in other.items() if key in {"query", "filter"}}
    headers, role = {"Accept-Language": other.get("language", "en")}, other.get("role", "lin")
    async with site.socket("lin") as one, site.socket(role, additional_headers=headers) as two:
        await one.follow()
        await two.follow(**variables)
        assert (site.following.feeds, site.following.followers) == (2, 2)


async def test_who_comes_later_sees_what_comes_later(site: Server, api: Api, world: World) -> None:
    async with site.socket("lin") as early, site.socket("lin") as late:
        await early.follow()
        ticket = await api.submit("store:S001", world.items["product-use"])
        await tag(api, ticket, "a")
        before = await tagged(early, "a")
        await late.follow()
        await tag(api, ticket, "b")
        assert site.following.feeds == 1
        after = await tagged(early, "b")
        assert await tagged(late, "b") == after
        assert not {one["cursor"] for one in before} & {one["cursor"] for one in after}


async def test_who_comes_back_with_a_cursor_catches_up_and_then_shares(
    site: Server, api: Api, world: World
) -> None:
    async with site.socket("lin") as whole, site.socket("lin") as back:
        await whole.follow()
        ticket = await api.submit("store:S001", world.items["product-use"])
        await tag(api, ticket, "a", "b", "c")
        seen = await tagged(whole, "c")
        await back.follow(after=seen[0]["cursor"])
        assert (site.following.feeds, site.following.followers) == (1, 2)
        await tag(api, ticket, "d")
        seen += await tagged(whole, "d")
        assert await tagged(back, "d") == seen[1:]


async def test_joining_while_events_pour_in_misses_nothing_and_shows_nothing_twice(
    site: Server, api: Api, world: World
) -> None:
    ticket = await api.submit("store:S001", world.items["product-use"])
    async with site.socket("lin") as whole, site.socket("lin") as joining:
        await whole.follow()
        writing = asyncio.create_task(tag(api, ticket, *(f"t{number}" for number in range(40)), "end"))
        told = await whole.updates(1)
        for number in range(40):
            after = {"after": told[0]["cursor"]} if number % 2 else {}
            await joining.subscribe(f"s{number}", **after)
            await asyncio.sleep(0.002)
        await writing
        told += await tagged(whole, "end")
        for number in range(40):
            seen = await tagged(joining, "end", f"s{number}")
            assert seen == (told[1:] if number % 2 else told[-len(seen) :])
        assert site.following.feeds == 1


async def test_a_change_of_sight_ends_it_for_all_who_share_each_under_its_own_id(
    site: Server, api: Api, world: World
) -> None:
    async with site.socket("qian") as one, site.socket("qian") as other, site.socket("lin") as unconcerned:
        await one.follow("a")
        await other.follow("b")
        await unconcerned.follow("c")
        members = [f"agt_{world.agents[name].hex}" for name in ("zhao", "qian")]
        await api.mutate(
            "admin", "setGroupMembers", "group { id }",
            groupId=f"grp_{world.groups['returns'].hex}", agentIds=members,
        )  # fmt: skip
        for socket, key in ((one, "a"), (other, "b")):
            error = await socket.receive_of(key, "error")
            assert error[0]["extensions"]["code"] == "SCOPE_CHANGED"
        await until(lambda: site.following.feeds == 1)
        assert await unconcerned.quiet()


async def test_the_last_one_leaving_ends_the_run(site: Server, api: Api, world: World) -> None:
    async with site.socket("lin") as one:
        async with site.socket("lin") as other:
            await one.follow("a")
            await other.follow("b")
        await until(lambda: site.following.followers == 1)
        assert site.following.feeds == 1
        await one.send({"id": "a", "type": "complete"})
        await until(lambda: site.following.feeds == 0)
        await until(lambda: "feed" not in running())
        await one.follow("a")
        await api.submit("store:S001", world.items["product-use"])
        assert await one.updates(1, "a")


TITLES = " ".join(f"a{number}: title" for number in range(95))
LARGE = (
    "subscription($after: String) { ticketUpdates(after: $after) "
    f"{{ cursor event {{ data }} ticket {{ {TITLES} }} }} }}"
)


class Reader:
    """A socket that takes only what fits into small buffers until it is read."""

    def __init__(self, site: Server) -> None:
        self.plain = sockets.socket()
        self.plain.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        self.plain.connect(("127.0.0.1", site.port))
        self.plain.setblocking(False)


async def test_who_does_not_read_is_bounded_told_so_and_resumes_with_its_last_cursor(
    site: Server, api: Api, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "KEPT_BYTES", 500_000)
    ticket = await api.submit("store:S001", world.items["product-use"], title="题" * 200)
    async with (
        site.socket("lin", sock=Reader(site).plain, max_queue=1, compression=None) as slow,
        site.socket("lin", max_queue=None) as quick,
    ):
        await slow.follow(query=LARGE)
        await quick.follow(query=LARGE)
        assert site.following.feeds == 1
        count = 0
        while site.following.followers == 2:
            await tag(api, ticket, f"t{count}")
            count += 1
            assert count < 200
        await tag(api, ticket, "end")
        told = await tagged(quick, "end")
        seen: list[dict[str, Any]] = []
        while (message := await slow.receive())["type"] == "next":
            seen.append(message["payload"]["data"]["ticketUpdates"])
        assert message["payload"][0]["extensions"]["code"] == "FELL_BEHIND"
        assert seen == told[: len(seen)]
        assert len(seen) < len(told)
        await slow.follow("2", query=LARGE, after=seen[-1]["cursor"])
        assert seen + await tagged(slow, "end", "2") == told


@pytest.mark.parametrize(
    "options", [{**OURS, "ws_ping_interval": 0.3, "ws_ping_timeout": 0.3}, {**ANY, "ws_ping_interval": None}],
    ids=["our server", "any server"],
)  # fmt: skip
async def test_a_client_that_never_reads_again_is_let_go(
    runtime: Runtime, world: World, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
) -> None:
    monkeypatch.setattr(wires, "SEND_SECONDS", 0.3)
    async with (
        serving(runtime, **options) as site,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{site.port}", trust_env=False) as client,
        site.socket(
            "lin", sock=Reader(site).plain, max_queue=1, ping_interval=None, compression=None
        ) as dead,
    ):
        api = Api(client, runtime)
        ticket = await api.submit("store:S001", world.items["product-use"], title="题" * 200)
        await dead.follow(query=LARGE)
        dead.connection.transport.pause_reading()
        count = 0
        while site.following.followers:
            await tag(api, ticket, f"t{count}")
            count += 1
            assert count < 200
        dead.connection.transport.abort()


def running() -> Counter[str]:
    """The tasks of this loop by name."""
    return Counter(task.get_name() for task in asyncio.all_tasks())


def alive() -> Counter[str]:
    """Objects of ours that the interpreter holds, and tasks."""
    gc.collect()
    ours = (
        "helpdesk.schema.transport",
        "helpdesk.schema.context",
        "helpdesk.schema.execution",
        "helpdesk.events",
    )
    kinds = Counter(
        type(one).__name__ for one in gc.get_objects() if str(type(one).__module__).startswith(ours)
    )
    kinds["Task"] = len(asyncio.all_tasks())
    return kinds


async def test_ten_thousand_subscriptions_leave_nothing_behind(runtime: Runtime, world: World) -> None:
    async with serving(runtime) as site, site.socket("lin") as standing:
        await standing.follow()

        async def come_and_go(rounds: int) -> None:
            """Subscriptions by the hundred: every other time they go before they were there."""
            for turn in range(rounds):
                for socket in (sharing, alone):
                    for number in range(100):
                        await socket.subscribe(f"s{number}")
                if turn % 2:
                    await until(lambda: site.following.followers == 201)
                    assert site.following.feeds == 2
                for socket in (sharing, alone):
                    for number in range(100):
                        await socket.send({"id": f"s{number}", "type": "complete"})
                    assert await socket.quiet()
                await until(lambda: (site.following.feeds, site.following.followers) == (1, 1))
            await alone.follow("last")  # the pool forgets those who wait no longer when it is next used
            await alone.send({"id": "last", "type": "complete"})
            await until(lambda: site.following.followers == 1)

        async with site.socket("lin") as sharing, site.socket("wang") as alone:
            await come_and_go(2)
            before = alive()
            await come_and_go(50)
            await until(lambda: not alive() - before)
