"""Tokens that admins make for integrations: what they let in, over HTTP and WebSocket, and when they no longer do."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from helpdesk.accounts.bearers import USE_IS_NEWS
from helpdesk.app import Runtime
from helpdesk.kit.clock import StoppedClock
from helpdesk.schema import callers
from tests.api.conftest import Api
from tests.api.socket_client import OURS, Server, serving
from tests.features.tickets.build import Desk
from tests.world import World

TOKEN = """integrationToken { id name integration { externalKey } permissions stores groups { code } seesAll
  expiresAt createdByKey lastUsedAt revokedAt revokedByKey version }"""
VIEWER = "{ viewer { kind key permissions seesAll groups { code } } }"
LISTED = "{ integrationTokens { nodes { id name lastUsedAt revokedAt } } }"


def soon(**ahead: float) -> str:
    """An instant ahead of now; an hour where nothing is said."""
    return (datetime.now(UTC) + timedelta(**(ahead or {"hours": 1}))).isoformat()


@dataclass
class House:
    """The API as people use it, and as bearers of tokens do."""

    api: Api
    integration: str

    async def make(self, role: str = "admin", **given: Any) -> dict[str, Any]:
        """Ask for a token; the payload."""
        wanted = {
            "integrationId": self.integration, "name": "生产", "permissions": ["ticket.read"],
            "expiresAt": soon(), **given,
        }  # fmt: skip
        return await self.api.mutate(role, "createIntegrationToken", f"secret {TOKEN}", **wanted)

    async def bearer(self, **given: Any) -> tuple[str, str]:
        """A token that must be made: its id and secret."""
        made = await self.make(**given)
        assert made["userErrors"] == []
        return made["integrationToken"]["id"], made["secret"]

    async def ask(self, secret: str, query: str = VIEWER, **variables: Any) -> httpx.Response:
        """Ask as its bearer."""
        return await self.api.client.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"Authorization": f"Bearer {secret}"},
        )

    async def refusal(self, secret: str) -> tuple[int, str]:
        """Status and code with which its bearer is turned away."""
        answer = await self.ask(secret)
        return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]

    async def revoke(self, token_id: str, role: str = "admin") -> dict[str, Any]:
        """Revoke it."""
        return await self.api.mutate(role, "revokeIntegrationToken", TOKEN, integrationTokenId=token_id)


@pytest.fixture
async def house(api: Api) -> House:
    return await _house(api)


@pytest.fixture
async def desk(runtime: Runtime, world: World, clock: StoppedClock) -> Desk:
    return Desk(runtime.transactor, world, clock)


async def _house(api: Api) -> House:
    given = {"externalKey": "erp", "name": "ERP", "active": True}
    saved = await api.mutate("admin", "saveIntegration", "integration { id }", **given)
    return House(api, saved["integration"]["id"])


async def test_a_token_is_shown_once_with_what_it_grants(house: House, world: World) -> None:
    expiry = soon(days=30)
    made = await house.make(
        permissions=["ticket.read", "events.read", "ticket.read"], stores=["S002", "S001"],
        groupIds=[f"grp_{world.groups['hotline'].hex}"], expiresAt=expiry,
    )  # fmt: skip
    token = made["integrationToken"]
    assert made["secret"].startswith("hdi_")
    assert len(made["secret"]) == len("hdi_") + 43
    assert token["integration"] == {"externalKey": "erp"}
    assert (token["permissions"], token["stores"]) == (["events.read", "ticket.read"], ["S001", "S002"])
    assert (token["groups"], token["seesAll"]) == ([{"code": "hotline"}], False)
    assert datetime.fromisoformat(token["expiresAt"]) == datetime.fromisoformat(expiry)
    assert token["createdByKey"].startswith("agent:")
    assert (token["lastUsedAt"], token["revokedAt"], token["version"]) == (None, None, 1)


async def test_its_bearer_is_the_integration_with_what_was_granted(house: House, world: World) -> None:
    _, secret = await house.bearer(
        permissions=["ticket.read"], stores=["S001"], groupIds=[f"grp_{world.groups['hotline'].hex}"]
    )
    assert (await house.ask(secret)).json()["data"]["viewer"] == {
        "kind": "INTEGRATION", "key": "integration:erp", "permissions": ["ticket.read"], "seesAll": False,
        "groups": [{"code": "hotline"}],
    }  # fmt: skip
    _, other = await house.bearer(seesAll=True)
    assert (await house.ask(other)).json()["data"]["viewer"]["seesAll"] is True


async def test_scopes_hold_for_what_it_reads_and_does(house: House, desk: Desk) -> None:
    mine = await house.api.submit("store:S001", desk.world.items["product-use"])
    await house.api.submit("store:S002", desk.world.items["refund"])
    _, secret = await house.bearer(stores=["S001"])
    tickets = (await house.ask(secret, "{ tickets { nodes { id } } }")).json()["data"]["tickets"]["nodes"]
    assert tickets == [{"id": mine["id"]}]
    change = "mutation($i: CloseTicketInput!) { closeTicket(input: $i) { userErrors { code } } }"
    closed = (await house.ask(secret, change, i={"ticketId": mine["id"]})).json()
    assert closed["data"]["closeTicket"]["userErrors"] == [{"code": "NOT_ALLOWED"}]


async def test_a_repeated_call_makes_no_second_token_and_shows_no_secret(house: House) -> None:
    expiry = soon()
    first = await house.make(idempotencyKey="once", expiresAt=expiry)
    again = await house.make(idempotencyKey="once", expiresAt=expiry)
    assert first["secret"] is not None
    assert (again["secret"], again["userErrors"]) == (None, [])
    assert again["integrationToken"]["id"] == first["integrationToken"]["id"]
    assert len((await house.api.data("admin", LISTED))["integrationTokens"]["nodes"]) == 1
    assert (await house.ask(first["secret"])).status_code == 200


async def test_its_secret_is_nowhere_in_the_database_and_in_no_log(
    house: House, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    _, secret = await house.bearer(idempotencyKey="kept")
    await house.ask(secret)
    await house.ask(secret[:-1] + ("A" if secret[-1] != "A" else "B"))
    written = capfd.readouterr()
    assert secret.removeprefix("hdi_")[:20] not in written.out + written.err + caplog.text
    async with house.api.runtime.engine.connect() as connection:
        tables = (
            await connection.scalars(
                text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
            )
        ).all()
        for table in tables:
            whole = text(f'SELECT t::text FROM "{table}" AS t')  # noqa: S608 - named by the database
            rows = (await connection.scalars(whole)).all()
            assert not [row for row in rows if secret.removeprefix("hdi_")[:20] in row], table


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        pytest.param({"name": " "}, "INVALID_VALUE", "name", id="no name"),
        pytest.param({"permissions": []}, "INVALID_VALUE", "permissions", id="nothing granted"),
        pytest.param(
            {"permissions": ["ticket.read", "all"]}, "INVALID_VALUE", "permissions.1", id="no permission"
        ),
        pytest.param({"expiresAt": soon(hours=-1)}, "INVALID_VALUE", "expiresAt", id="expired"),
        pytest.param({"stores": ["S\x00"]}, "INVALID_VALUE", "stores", id="a store that cannot be"),
        pytest.param({"stores": ["S"] * 501}, "INVALID_VALUE", "stores", id="too many stores"),
        pytest.param({"groupIds": ["grp_x"]}, "INVALID_ID", "groupIds.0", id="no group id"),
        pytest.param({"groupIds": [f"grp_{7:032x}"]}, "NOT_FOUND", "groupIds", id="an unknown group"),
        pytest.param({"integrationId": f"itg_{7:032x}"}, "NOT_FOUND", "integrationId", id="nobody's"),
    ],
)
async def test_what_cannot_be_granted_is_refused_and_named(
    house: House, given: dict[str, Any], code: str, field: str
) -> None:
    refused = await house.make(**given)
    assert (refused["secret"], refused["integrationToken"]) == (None, None)
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [(code, field)]


async def test_nobody_grants_more_than_they_have(house: House, world: World) -> None:
    """An integration that may write the organisation is such a maker, with little else."""
    _, secret = await house.bearer(permissions=["organisation.write", "ticket.read"], stores=["S001"])
    query = f"mutation($i: CreateIntegrationTokenInput!) {{ createIntegrationToken(input: $i) {{ secret {TOKEN} userErrors {{ code field }} }} }}"  # noqa: E501 - one line of GraphQL

    async def codes(**given: Any) -> list[tuple[str, str]]:
        wanted = {"integrationId": house.integration, "name": "x", "permissions": ["ticket.read"],
                  "expiresAt": soon(), **given}  # fmt: skip
        body = (await house.ask(secret, query, i=wanted)).json()
        return [(one["code"], one["field"]) for one in body["data"]["createIntegrationToken"]["userErrors"]]

    beyond = "RIGHTS_BEYOND_YOURS"
    assert await codes(permissions=["ticket.read", "ticket.reply"]) == [(beyond, "permissions")]
    assert await codes(seesAll=True) == [(beyond, "seesAll")]
    assert await codes(stores=["S001", "S002"]) == [(beyond, "stores")]
    assert await codes(groupIds=[f"grp_{world.groups['hotline'].hex}"]) == [(beyond, "groupIds")]
    assert await codes(stores=["S001"]) == []


async def test_others_than_admins_neither_make_nor_revoke_nor_see_them(house: House) -> None:
    token_id, _ = await house.bearer()
    for role in ("head", "lin", "wang", "store:S001", "member:M1", "integration"):
        assert [one["code"] for one in (await house.make(role))["userErrors"]] == ["NOT_ALLOWED"]
        assert [one["code"] for one in (await house.revoke(token_id, role))["userErrors"]] == ["NOT_ALLOWED"]
        body = await house.api(role, LISTED)
        assert body["errors"][0]["extensions"]["code"] == "NOT_ALLOWED"
        found = await house.api.data(role, "query($id: ID!) { node(id: $id) { id } }", id=token_id)
        assert found == {"node": None}


async def test_a_revoked_token_lets_in_no_longer_from_then_on(house: House) -> None:
    token_id, secret = await house.bearer()
    _, other = await house.bearer()
    assert (await house.ask(secret)).status_code == 200
    revoked = (await house.revoke(token_id))["integrationToken"]
    assert await house.refusal(secret) == (401, "TOKEN_REVOKED")
    assert (await house.ask(other)).status_code == 200
    assert revoked["revokedAt"] is not None
    assert revoked["revokedByKey"].startswith("agent:")
    again = await house.revoke(token_id)
    assert again["integrationToken"] == revoked, "done twice it is told once"
    told = (await house.api.data("admin", "{ events(first: 100) { nodes { kind subjectId data } } }"))[
        "events"
    ]["nodes"]
    mine = [event["kind"] for event in told if event["subjectId"] == token_id]
    assert sorted(mine) == ["integration_token.created", "integration_token.revoked"]
    assert "hdi_" not in json.dumps(told)


async def test_a_change_that_is_asked_for_with_a_revoked_token_does_not_happen(
    house: House, desk: Desk
) -> None:
    token_id, secret = await house.bearer(
        permissions=["ticket.submit_for_others", "ticket.submit", "ticket.read"]
    )
    assert (await house.ask(secret)).status_code == 200
    await house.revoke(token_id)
    before = await house.api.counts()
    change = "mutation($i: SubmitTicketInput!) { submitTicket(input: $i) { userErrors { code } } }"
    item = {"serviceItemId": f"svc_{desk.world.items['refund'].hex}", "title": "x", "storeCode": "S001"}
    answer = await house.ask(secret, change, i=item)
    assert "TOKEN_REVOKED" in answer.text
    assert await house.api.counts() == before


async def test_shutting_the_integration_out_shuts_out_all_its_tokens(house: House) -> None:
    _, secret = await house.bearer()
    assert (await house.ask(secret)).status_code == 200
    given = {"externalKey": "erp", "name": "ERP"}
    await house.api.mutate("admin", "saveIntegration", "integration { id }", active=False, **given)
    assert await house.refusal(secret) == (401, "UNKNOWN_CALLER")
    await house.api.mutate("admin", "saveIntegration", "integration { id }", active=True, **given)
    assert (await house.ask(secret)).status_code == 200


async def test_an_expired_token_lets_in_no_longer(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    token_id, secret = await house.bearer()
    assert (await house.ask(secret)).status_code == 200
    await _set(house, "expires_at = now() - interval '1 second'", token_id)
    now = callers.time.time()
    monkeypatch.setattr(callers.time, "time", lambda: now + callers.VERIFIED_SECONDS + 1)
    assert await house.refusal(secret) == (401, "TOKEN_EXPIRED")


async def test_its_last_use_is_told_to_the_minute(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    token_id, secret = await house.bearer()

    async def used() -> datetime | None:
        monkeypatch.setattr(callers, "VERIFIED_SECONDS", 0.0)  # each request is looked up
        assert (await house.ask(secret)).status_code == 200
        nodes = (await house.api.data("admin", LISTED))["integrationTokens"]["nodes"]
        return datetime.fromisoformat(next(one["lastUsedAt"] for one in nodes if one["id"] == token_id))

    first = await used()
    assert first is not None
    assert abs(datetime.now(UTC) - first) < USE_IS_NEWS
    assert await used() == first
    await _set(house, "last_used_at = last_used_at - interval '61 seconds'", token_id)
    later = await used()
    assert later is not None
    assert later > first


async def test_that_a_token_was_used_is_no_news_to_what_processes_keep(house: House) -> None:
    _, secret = await house.bearer()
    generation = text("SELECT generation FROM reference_head")
    async with house.api.runtime.engine.connect() as connection:
        before = await connection.scalar(generation)
    assert (await house.ask(secret)).status_code == 200
    async with house.api.runtime.engine.connect() as connection:
        assert await connection.scalar(generation) == before


async def test_pages_of_one_integrations_tokens(house: House) -> None:
    for number in range(3):
        await house.make(name=f"t{number}")
    query = """query($id: ID!, $after: String) { integrationTokens(integrationId: $id, first: 2, after: $after) {
        nodes { name } pageInfo { endCursor hasNextPage } } }"""
    page = (await house.api.data("admin", query, id=house.integration))["integrationTokens"]
    assert [one["name"] for one in page["nodes"]] == ["t0", "t1"]
    page = (await house.api.data("admin", query, id=house.integration, after=page["pageInfo"]["endCursor"]))[
        "integrationTokens"
    ]
    assert ([one["name"] for one in page["nodes"]], page["pageInfo"]["hasNextPage"]) == (["t2"], False)
    nobody = await house.api.data("admin", query, id=f"itg_{7:032x}")
    assert nobody["integrationTokens"]["nodes"] == []


MADE_UP = {
    "prefix alone": "hdi_", "short": "hdi_x", "well-formed": f"hdi_{'A' * 43}", "long": f"hdi_{'A' * 44}",
    "Chinese": f"hdi_{'票' * 43}", "in capitals": f"HDI_{'A' * 43}",
}  # fmt: skip


@pytest.mark.parametrize("made_up", MADE_UP.values(), ids=MADE_UP)
async def test_a_token_that_was_never_made_is_refused(house: House, made_up: str) -> None:
    answer = await house.api.client.post(
        "/graphql", json={"query": VIEWER}, headers={"Authorization": f"Bearer {made_up}".encode()}
    )
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (401, "TOKEN_INVALID")


@given(st.binary(max_size=60).filter(lambda raw: b"\n" not in raw and b"\r" not in raw and b"\0" not in raw))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
async def test_garbage_behind_the_prefix_is_never_a_fault(house: House, garbage: bytes) -> None:
    answer = await house.api.client.post(
        "/graphql", json={"query": VIEWER}, headers={"Authorization": b"Bearer hdi_" + garbage}
    )
    assert answer.status_code == 401


@pytest.fixture
async def site(runtime: Runtime) -> AsyncIterator[tuple[House, Server]]:
    """The same behind a real server."""
    async with (
        serving(runtime, **OURS) as server,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client,
    ):
        yield await _house(Api(client, runtime)), server


async def test_it_opens_a_socket_and_follows_what_it_sees(site: tuple[House, Server], desk: Desk) -> None:
    house, server = site
    _, secret = await house.bearer(stores=["S001"])
    async with server.socket() as socket:
        await socket.begin(secret)
        await socket.follow()
        await house.api.submit("store:S002", desk.world.items["refund"])
        mine = await house.api.submit("store:S001", desk.world.items["product-use"])
        [update] = await socket.updates(1)
    assert update["ticketId"] == mine["id"]


async def test_a_socket_refuses_a_revoked_one(site: tuple[House, Server]) -> None:
    house, server = site
    token_id, secret = await house.bearer()
    await house.revoke(token_id)
    async with server.socket() as socket:
        payload = {"authorization": f"Bearer {secret}"}
        await socket.send({"type": "connection_init", "payload": payload})
        assert await socket.closed() == (4403, "Forbidden: TOKEN_REVOKED")


async def _set(house: House, change: str, token_id: str) -> None:
    statement = text(f"UPDATE integration_tokens SET {change} WHERE id = :id")  # noqa: S608 - ours
    async with house.api.runtime.engine.begin() as connection:
        await connection.execute(statement, {"id": token_id.removeprefix("itk_")})
