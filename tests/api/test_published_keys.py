"""Tokens by the issuer's published keys, over HTTP and WebSocket, as its keys come and go."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.accounts import issuer_keys
from helpdesk.app import Runtime
from helpdesk.kit.settings import SettingsError, load
from helpdesk.schema import callers
from tests.api.conftest import token
from tests.api.socket_client import OURS, Server, serving
from tests.issuer import Issuer, Signer, issuing, rsa_key, signer

VIEWER = "{ viewer { agent { name } } }"
KEYS = {"RS256": signer("RS256", "r"), "ES256": signer("ES256", "e"), "EdDSA": signer("EdDSA", "o")}


@dataclass
class Site:
    """The application, served, with the issuer that its settings name."""

    issuer: Issuer
    server: Server
    client: httpx.AsyncClient

    async def ask(self, bearer: str, language: str = "en") -> httpx.Response:
        """Ask who one is."""
        headers = {"Authorization": f"Bearer {bearer}", "Accept-Language": language}
        return await self.client.post("/graphql", json={"query": VIEWER}, headers=headers)

    async def refusal(self, bearer: str) -> tuple[int, str]:
        """Status and code of what is not let in."""
        answer = await self.ask(bearer)
        return answer.status_code, answer.json()["errors"][0]["extensions"]["code"]

    async def closed(self, bearer: str) -> tuple[int, str]:
        """How a socket ends whose caller is not let in."""
        async with self.server.socket() as socket:
            init = {"type": "connection_init", "payload": {"authorization": f"Bearer {bearer}"}}
            await socket.send(init)
            return await socket.closed()


@pytest.fixture
async def site(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    """Every unknown key may be looked for at once: that fetches keep a distance is shown elsewhere."""
    monkeypatch.setattr(issuer_keys, "PAUSE_SECONDS", 0.0)
    async with issuing(*KEYS.values()) as issuer:
        runtime.settings = runtime.settings.model_copy(update={"token_jwks_url": issuer.url})
        async with (
            serving(runtime, **OURS) as server,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client,
        ):
            yield Site(issuer, server, client)


@pytest.mark.parametrize("algorithm", list(KEYS))
async def test_a_token_by_a_published_key_lets_in(site: Site, algorithm: str) -> None:
    bearer = KEYS[algorithm].sign()
    answer = await site.ask(bearer)
    assert answer.status_code == 200
    assert answer.json()["data"]["viewer"]["agent"]["name"]
    async with site.server.socket() as socket:
        await socket.begin(bearer)
        await socket.follow()


async def test_the_shared_secret_goes_on_beside(site: Site) -> None:
    assert (await site.ask(token("lin"))).status_code == 200
    assert site.issuer.asked == 0


async def test_the_shared_secret_is_refused_once_it_is_turned_off(runtime: Runtime) -> None:
    """Beside published keys alone: without them nobody could call."""
    async with issuing(KEYS["ES256"]) as issuer:
        changed = {"token_jwks_url": issuer.url, "token_hs256": False}
        runtime.settings = runtime.settings.model_copy(update=changed)
        async with serving(runtime, **OURS) as server:
            url = f"http://127.0.0.1:{server.port}"
            async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
                site = Site(issuer, server, client)
                assert await site.refusal(token("lin")) == (401, "TOKEN_INVALID")
                assert (await site.ask(KEYS["ES256"].sign())).status_code == 200


async def test_a_new_key_of_the_issuer_is_found_by_its_first_token(site: Site) -> None:
    assert (await site.ask(KEYS["ES256"].sign())).status_code == 200
    newer = signer("ES256", "newer")
    assert await site.refusal(newer.sign()) == (401, "TOKEN_INVALID")
    site.issuer.publish(*KEYS.values(), newer)
    assert (await site.ask(newer.sign())).status_code == 200


async def test_a_key_that_was_taken_back_lets_in_no_longer(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    bearer = KEYS["ES256"].sign()
    assert (await site.ask(bearer)).status_code == 200
    site.issuer.publish(KEYS["RS256"])
    newer = replace(KEYS["RS256"], key_id="unknown")
    assert await site.refusal(newer.sign()) == (401, "TOKEN_INVALID")  # which made the keys be fetched anew
    monkeypatch.setattr(callers.time, "time", _later(callers.VERIFIED_SECONDS + 1))
    assert await site.refusal(bearer) == (401, "TOKEN_INVALID")
    assert (await site.closed(bearer))[0] == 4403


async def test_a_forged_token_is_refused_over_both_ways(site: Site) -> None:
    forged = Signer("RS256", "r", rsa_key(1)).sign()
    assert await site.refusal(forged) == (401, "TOKEN_INVALID")
    assert await site.closed(forged) == (4403, "Forbidden: TOKEN_INVALID")


async def test_with_the_issuer_away_a_caller_is_asked_to_come_again_and_not_to_sign_in(site: Site) -> None:
    site.issuer.status = 503
    bearer = KEYS["RS256"].sign()
    answer = await site.ask(bearer, "zh-CN")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    error = answer.json()["errors"][0]
    assert error == {
        "message": "暂时无法获取验证令牌所需的密钥，请稍后重试。",
        "extensions": {"code": "TOKEN_KEYS_UNAVAILABLE"},
    }
    assert await site.closed(bearer) == (1013, "Try again later: TOKEN_KEYS_UNAVAILABLE")
    assert (await site.ask(token("lin"))).status_code == 200
    site.issuer.status = 200
    assert (await site.ask(bearer)).status_code == 200


async def test_waiting_for_keys_holds_up_nobody_else(site: Site) -> None:
    site.issuer.gate.clear()
    async with site.server.socket() as socket:
        init = {"authorization": f"Bearer {KEYS['RS256'].sign()}"}
        await socket.send({"type": "connection_init", "payload": init})
        assert (await site.ask(token("lin"))).status_code == 200
        site.issuer.gate.set()
        assert await socket.receive() == {"type": "connection_ack"}


def _later(seconds: float) -> Any:
    now = callers.time.time()
    return lambda: now + seconds


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"token_jwks_url": "https://[::1/keys"}, "HELPDESK_TOKEN_JWKS_URL"),
        ({"token_jwks_url": "keys"}, "HELPDESK_TOKEN_JWKS_URL"),
        ({"token_jwks_url": "https://user:pass@issuer.example/keys"}, "HELPDESK_TOKEN_JWKS_URL"),
        ({"token_jwks_url": "http://issuer.example/keys"}, "HELPDESK_TOKEN_JWKS_URL"),
        ({"token_hs256": False}, "HELPDESK_TOKEN_HS256"),
    ],
)
def test_settings_that_would_let_in_strangers_or_nobody_are_refused(
    values: dict[str, Any], named: str
) -> None:
    with pytest.raises(SettingsError, match=named):
        load(**values)


PARTS = st.text(alphabet="abcXYZ019-_.=é票\x00 ", max_size=30)
GARBAGE = st.one_of(
    st.text(max_size=60), st.lists(PARTS, min_size=1, max_size=5).map(".".join),
    st.sampled_from(["hdi_", "eyJ", KEYS["ES256"].sign(exp=2**33)[:-3], token("lin")[:-3]]).flatmap(
        lambda begun: PARTS.map(lambda rest: begun + rest)
    ),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(garbage=GARBAGE, scheme=st.sampled_from(["Bearer ", "bearer  ", "", "Basic "]))
async def test_garbage_for_a_token_opens_no_socket_and_is_no_fault(
    site: Site, garbage: str, scheme: str
) -> None:
    """Nor over HTTP, as far as a header can hold it."""
    async with site.server.socket() as socket:
        payload = {"authorization": scheme + garbage}
        await socket.send({"type": "connection_init", "payload": payload})
        code, reason = await socket.closed()
    assert (code, reason.partition(":")[0]) == (4403, "Forbidden") or (code, reason) == (
        4400,
        "Invalid message: no JSON",
    )
    with suppress(UnicodeEncodeError, httpx.LocalProtocolError, ValueError):
        headers = {"Authorization": (scheme + garbage).encode("ascii")}
        answer = await site.client.post("/graphql", json={"query": VIEWER}, headers=headers)
        assert answer.status_code in {400, 401}
