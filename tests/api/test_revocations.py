"""Tokens that are taken back: refused from the commit on, in every process, and their live sockets end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
from sqlalchemy import select, text

from helpdesk.accounts import revocations
from helpdesk.accounts.token_models import TokenRevocation
from helpdesk.app import Runtime
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.clock import StoppedClock
from tests.api.conftest import Api
from tests.api.socket_client import OURS, Server, serving
from tests.conftest import SECRET, settings_of
from tests.world import World

REVOKED = "tokenRevocation { id jti actorKey issuedBefore expiresAt reason revokedAt revokedByKey version }"
LISTED = "{ tokenRevocations { nodes { jti actorKey issuedBefore reason } } }"
MINUTE = timedelta(minutes=1)


def now() -> datetime:
    return datetime.now(UTC)


def signed(role: str = "agent", *, sub: str = "wang", **claims: Any) -> str:
    """A token of the platform with any claims; None leaves one out."""
    good: dict[str, Any] = {
        "sub": sub, "role": role, "aud": "helpdesk", "iss": "platform", "iat": now() - MINUTE,
        "exp": now() + timedelta(hours=1), **claims,
    }  # fmt: skip
    return jwt.encode({name: value for name, value in good.items() if value is not None}, SECRET, "HS256")


async def outcome(
    client: httpx.AsyncClient, bearer: str, query: str = "{ viewer { key } }"
) -> tuple[int, str]:
    """Status, and the code of the refusal or the caller's key."""
    answer = await client.post(
        "/graphql", json={"query": query}, headers={"Authorization": f"Bearer {bearer}"}
    )
    body = answer.json()
    if "errors" in body:
        return answer.status_code, body["errors"][0]["extensions"]["code"]
    return answer.status_code, body["data"]["viewer"]["key"]


async def revoke(api: Api, role: str = "admin", **given: Any) -> dict[str, Any]:
    """Take one token back."""
    wanted = {
        "jti": "t1",
        "expiresAt": (now() + timedelta(hours=1)).isoformat(),
        "reason": "丢失手机",
        **given,
    }
    return await api.mutate(role, "revokeToken", REVOKED, **wanted)


async def revoke_of(api: Api, actor_key: str, role: str = "admin", **given: Any) -> dict[str, Any]:
    """Take an actor's tokens back."""
    return await api.mutate(
        role, "revokeTokensOf", REVOKED, **{"actorKey": actor_key, "reason": "离职", **given}
    )


def codes(payload: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


PARTIES = {
    "agent": {"sub": "wang"},
    "store_manager": {"sub": "m", "store_code": "S001"},
    "member": {"sub": "m", "member_code": "M1"},
    "integration": {"sub": "shop", "permissions": ["ticket.read"], "all": True},
}


@pytest.mark.parametrize("role", PARTIES)
async def test_one_token_is_refused_by_its_jti_and_others_of_the_same_party_are_not(
    api: Api, role: str
) -> None:
    one, other = (signed(role, jti=jti, **PARTIES[role]) for jti in ("t1", "t2"))
    assert [(await outcome(api.client, bearer))[0] for bearer in (one, other)] == [200, 200]
    done = await revoke(api)
    assert done["tokenRevocation"]["jti"] == "t1"
    assert (await outcome(api.client, one)) == (401, "TOKEN_REVOKED")
    assert (await outcome(api.client, other))[0] == 200


@pytest.mark.parametrize("role", PARTIES)
async def test_all_tokens_of_a_party_before_an_instant_are_refused_and_later_ones_are_not(
    api: Api, world: World, role: str
) -> None:
    key = {
        "agent": f"agent:{world.agents['wang'].hex}", "store_manager": "store:S001", "member": "member:M1",
        "integration": "integration:shop",
    }[role]  # fmt: skip
    said = PARTIES[role]
    instant = (now() - MINUTE / 2).replace(microsecond=0)
    before = signed(role, iat=instant - timedelta(seconds=1), **said)
    silent = signed(role, iat=None, **said)
    after = signed(role, iat=instant, **said)
    for bearer in (before, silent, after):
        assert await outcome(api.client, bearer) == (200, key)
    await revoke_of(api, key, issuedBefore=instant.isoformat())
    assert await outcome(api.client, before) == (401, "TOKEN_REVOKED")
    assert await outcome(api.client, silent) == (401, "TOKEN_REVOKED")
    assert await outcome(api.client, after) == (200, key)


async def test_without_an_instant_it_is_now(api: Api, world: World) -> None:
    key = f"agent:{world.agents['wang'].hex}"
    bearer = signed(iat=now() - timedelta(seconds=1))
    done = await revoke_of(api, key)
    assert abs(datetime.fromisoformat(done["tokenRevocation"]["issuedBefore"]) - now()) < MINUTE
    assert await outcome(api.client, bearer) == (401, "TOKEN_REVOKED")
    assert (await outcome(api.client, signed(sub="zhao")))[0] == 200


async def test_an_integrations_own_tokens_made_before_are_refused_too(api: Api) -> None:
    given = {"externalKey": "erp", "name": "ERP", "active": True}
    integration = (await api.mutate("admin", "saveIntegration", "integration { id }", **given))[
        "integration"
    ]["id"]
    wanted = {"integrationId": integration, "name": "x", "permissions": ["ticket.read"],
              "expiresAt": (now() + timedelta(hours=1)).isoformat()}  # fmt: skip
    made = await api.mutate("admin", "createIntegrationToken", "secret", **wanted)
    assert await outcome(api.client, made["secret"]) == (200, "integration:erp")
    await revoke_of(api, "integration:erp")
    assert await outcome(api.client, made["secret"]) == (401, "TOKEN_REVOKED")


async def test_a_change_by_a_revoked_token_does_not_happen(api: Api) -> None:
    bearer = signed(jti="t1")
    assert (await outcome(api.client, bearer))[0] == 200
    await revoke(api)
    before = await api.counts()
    change = "mutation { setAvailability(input: { presence: AWAY }) { userErrors { code } } }"
    assert (await outcome(api.client, bearer, change))[1] == "TOKEN_REVOKED"
    assert await api.counts() == before


async def test_it_is_told_once_by_an_event_without_its_reason_and_listed_for_admins(api: Api) -> None:
    ends = (now() + timedelta(hours=1)).isoformat()
    first, again = await revoke(api, expiresAt=ends), await revoke(api, expiresAt=ends, reason="再来一次")
    assert first["tokenRevocation"] == again["tokenRevocation"]
    longer = await revoke(api, expiresAt=(now() + timedelta(hours=2)).isoformat())
    assert longer["tokenRevocation"]["version"] == 2
    query = "{ events(first: 100) { nodes { kind subjectId data actorKey } } }"
    events = (await api.data("admin", query))["events"]["nodes"]
    told = [event for event in events if event["subjectId"] == first["tokenRevocation"]["id"]]
    assert [(event["kind"], set(event["data"])) for event in told] == [
        ("token_revocation.of_token", {"jti", "expires_at"})
    ] * 2
    assert "丢失手机" not in str(events)
    [listed] = (await api.data("admin", LISTED))["tokenRevocations"]["nodes"]
    assert (listed["jti"], listed["reason"]) == ("t1", "丢失手机")


async def test_an_earlier_instant_changes_nothing_and_a_later_one_does(api: Api) -> None:
    def at(minutes: int) -> str:
        return (now() - minutes * MINUTE).isoformat()

    later, key = at(5), "store:S001"
    first = (await revoke_of(api, key, issuedBefore=later))["tokenRevocation"]
    assert (await revoke_of(api, key, issuedBefore=at(10)))["tokenRevocation"] == first
    moved = (await revoke_of(api, key, issuedBefore=at(1)))["tokenRevocation"]
    assert (moved["id"], moved["version"]) == (first["id"], 2)


REFUSED: dict[str, tuple[str, dict[str, Any], tuple[str, str]]] = {
    "expired": ("revokeToken", {"expiresAt": "2020-01-01T00:00:00Z"}, ("INVALID_VALUE", "expiresAt")),
    "no jti": ("revokeToken", {"jti": " "}, ("INVALID_VALUE", "jti")),
    "a long jti": ("revokeToken", {"jti": "x" * 1001}, ("INVALID_VALUE", "jti")),
    "no reason": ("revokeToken", {"reason": ""}, ("INVALID_VALUE", "reason")),
    "no actor": ("revokeTokensOf", {"actorKey": "wang"}, ("INVALID_VALUE", "actorKey")),
    "the system": ("revokeTokensOf", {"actorKey": "system"}, ("INVALID_VALUE", "actorKey")),
    "an agent's name": ("revokeTokensOf", {"actorKey": "agent:wang"}, ("INVALID_VALUE", "actorKey")),
    "NUL": ("revokeTokensOf", {"actorKey": "store:\x00"}, ("INVALID_VALUE", "actorKey")),
    "the future": ("revokeTokensOf", {"issuedBefore": "2099-01-01T00:00:00Z"}, ("INVALID_VALUE", "issuedBefore")),
    "all expired": ("revokeTokensOf", {"expiresAt": "2020-01-01T00:00:00Z"}, ("INVALID_VALUE", "expiresAt")),
}  # fmt: skip


@pytest.mark.parametrize(("mutation", "given", "wanted"), REFUSED.values(), ids=REFUSED)
async def test_what_makes_no_sense_is_refused_and_named(
    api: Api, mutation: str, given: dict[str, Any], wanted: tuple[str, str]
) -> None:
    good = {"reason": "x", "jti": "t", "expiresAt": (now() + MINUTE).isoformat()}
    if mutation == "revokeTokensOf":
        good = {"reason": "x", "actorKey": "store:S001"}
    assert codes(await api.mutate("admin", mutation, REVOKED, **{**good, **given})) == [wanted]


async def test_others_than_admins_take_nothing_back_and_see_nothing(api: Api) -> None:
    done = (await revoke(api))["tokenRevocation"]["id"]
    for role in ("head", "lin", "store:S001", "member:M1", "integration"):
        assert codes(await revoke(api, role, jti="t2")) == [("NOT_ALLOWED", None)]
        assert codes(await revoke_of(api, "store:S002", role)) == [("NOT_ALLOWED", None)]
        assert (await api(role, LISTED))["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"
        assert await api.data(role, "query($id: ID!) { node(id: $id) { id } }", id=done) == {"node": None}


async def test_it_is_forgotten_once_the_tokens_have_expired_anyway(runtime: Runtime, api: Api) -> None:
    await revoke(api)
    await revoke_of(api, "store:S001", expiresAt=(now() + timedelta(hours=1)).isoformat())
    await revoke_of(api, "store:S002")
    await runtime.transactor.run(SYSTEM, revocations.forget)
    async with runtime.engine.begin() as connection:
        assert len((await connection.scalars(select(TokenRevocation.id))).all()) == 3
        await connection.execute(
            text(
                "UPDATE token_revocations SET expires_at = now() - interval '1 second' WHERE expires_at IS NOT NULL"
            )
        )
    await runtime.transactor.run(SYSTEM, revocations.forget)
    async with runtime.engine.connect() as connection:
        assert (await connection.scalars(select(TokenRevocation.actor_key))).all() == ["store:S002"]


@pytest.fixture
async def processes(database_url: str, clock: StoppedClock) -> AsyncIterator[list[tuple[Server, Api]]]:
    """Two processes on one database."""
    async with AsyncExitStack() as stack:
        found = []
        for _ in range(2):
            runtime = Runtime.build(settings_of(database_url), database_url, clock=clock)
            server = await stack.enter_async_context(serving(runtime, **OURS))
            url = f"http://127.0.0.1:{server.port}"
            client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, trust_env=False))
            found.append((server, Api(client, runtime)))
        yield found


Processes = list[tuple[Server, Api]]


async def test_live_sockets_of_the_token_end_in_every_process_and_no_others(processes: Processes) -> None:
    (near, api), (far, _) = processes
    async with near.socket() as one, far.socket() as two, far.socket() as other, far.socket() as idle:
        await one.begin(signed(jti="t1"))
        await two.begin(signed(jti="t1"))
        await idle.begin(signed(jti="t1"))
        await other.begin(signed(jti="t2"))
        for socket in (one, two, other):
            await socket.follow()
        async with asyncio.timeout(10):
            await revoke(api)
            for socket in (one, two, idle):
                assert await socket.closed() == (4403, "Forbidden: TOKEN_REVOKED")
        assert await other.quiet()


async def test_who_shares_a_subscription_with_a_revoked_token_goes_on(
    processes: Processes, world: World
) -> None:
    """The feed was begun by the token that is taken back."""
    (_, api), (far, _) = processes
    async with far.socket() as one, far.socket() as other:
        await one.begin(signed(jti="t1"))
        await other.begin(signed(jti="t2"))
        await one.follow()
        await other.follow()
        await revoke(api)
        assert (await one.closed())[0] == 4403
        ticket = await api.submit("store:S001", world.items["product-use"])
        [update] = await other.updates(1)
    assert update["ticketId"] == ticket["id"]


async def test_live_sockets_of_an_actor_end_and_signing_in_anew_is_let_in(
    processes: Processes, world: World
) -> None:
    (_, api), (far, _) = processes
    async with far.socket() as old:
        await old.begin(signed(iat=now() - MINUTE))
        await old.follow()
        await revoke_of(api, f"agent:{world.agents['wang'].hex}")
        assert await old.closed() == (4403, "Forbidden: TOKEN_REVOKED")
    async with far.socket() as anew:
        await anew.begin(signed(iat=now() + timedelta(seconds=1)))
        assert await anew.quiet()


async def test_live_sockets_of_an_integrations_token_end(processes: Processes) -> None:
    (_, api), (far, _) = processes
    given = {"externalKey": "erp", "name": "ERP"}
    saved = await api.mutate("admin", "saveIntegration", "integration { id }", active=True, **given)
    wanted = {"integrationId": saved["integration"]["id"], "name": "x", "permissions": ["ticket.read"],
              "expiresAt": (now() + timedelta(hours=1)).isoformat()}  # fmt: skip
    fields = "secret integrationToken { id }"
    one, other = [await api.mutate("admin", "createIntegrationToken", fields, **wanted) for _ in range(2)]
    async with far.socket() as revoked, far.socket() as shut_out:
        await revoked.begin(one["secret"])
        await shut_out.begin(other["secret"])
        await revoked.follow()
        token_id = one["integrationToken"]["id"]
        await api.mutate(
            "admin", "revokeIntegrationToken", "integrationToken { id }", integrationTokenId=token_id
        )
        assert await revoked.closed() == (4403, "Forbidden: TOKEN_REVOKED")
        assert await shut_out.quiet()
        await api.mutate("admin", "saveIntegration", "integration { id }", active=False, **given)
        assert await shut_out.closed() == (4403, "Forbidden: UNKNOWN_CALLER")


async def test_a_process_that_knew_the_token_well_opens_no_socket_for_it_any_more(
    processes: Processes,
) -> None:
    (_, api), (far, known) = processes
    bearer = signed(jti="t1")
    assert (await outcome(known.client, bearer))[0] == 200
    await revoke(api)
    async with far.socket() as socket:
        await socket.send({"type": "connection_init", "payload": {"authorization": f"Bearer {bearer}"}})
        assert await socket.closed() == (4403, "Forbidden: TOKEN_REVOKED")


async def test_sockets_end_also_while_the_log_cannot_be_followed(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was taken back is found by a look at all sockets, again and again."""
    (_, api), (far, there) = processes

    def away(*_given: Any, **_named: Any) -> Any:
        raise OSError("away")

    monkeypatch.setattr(there.runtime.hub, "follow", away)
    async with far.socket() as socket, far.socket() as other:
        await socket.begin(signed(jti="t1"))
        await other.begin(signed(jti="t2"))
        await revoke(api)
        assert await socket.closed() == (4403, "Forbidden: TOKEN_REVOKED")
        assert await other.quiet()
