"""How the issuer's keys are fetched, kept and fetched anew, from a server that really answers."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from helpdesk.accounts import issuer_keys
from helpdesk.accounts.errors import TokenKeysUnavailable
from helpdesk.accounts.issuer_keys import MOST_BYTES, PAUSE_SECONDS, IssuerKeys
from helpdesk.accounts.key_set import KeySet
from tests.issuer import Issuer, Signer, issuing, signer

FRESH, STALE = 300.0, 3600.0
FIRST, SECOND = signer("ES256", "first"), signer("EdDSA", "second")


class Hands:
    """A clock that is turned by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    async with issuing(FIRST) as found:
        yield found


@asynccontextmanager
async def keeping(url: str, hands: Callable[[], float]) -> AsyncIterator[IssuerKeys]:
    kept = IssuerKeys(url, fresh=FRESH, stale=STALE, clock=hands)
    try:
        yield kept
    finally:
        await kept.aclose()


@pytest.fixture
async def kept(issuer: Issuer, hands: Hands) -> AsyncIterator[IssuerKeys]:
    async with keeping(issuer.url, hands) as found:
        yield found


def has(keys: KeySet, one: Signer) -> bool:
    return keys.find(one.algorithm, one.key_id) is not None


async def settled(kept: IssuerKeys) -> None:
    """Wait for the fetch that is under way."""
    async with asyncio.timeout(5):
        while kept.is_fetching:  # noqa: ASYNC110 - a fetch in the background tells nobody of its end
            await asyncio.sleep(0.001)


async def test_nothing_is_fetched_before_somebody_asks(issuer: Issuer, kept: IssuerKeys) -> None:
    assert len(kept.known()) == 0
    assert issuer.asked == 0


async def test_fresh_keys_are_kept_and_old_ones_fetched_anew_meanwhile(
    issuer: Issuer, kept: IssuerKeys, hands: Hands
) -> None:
    assert has(await kept.anew(), FIRST)
    hands.now += FRESH
    assert has(kept.known(), FIRST)
    assert not kept.is_fetching
    hands.now += 1
    issuer.publish(SECOND)
    assert has(kept.known(), FIRST), "who asks does not wait"
    await settled(kept)
    assert (has(kept.known(), FIRST), has(kept.known(), SECOND)) == (False, True)
    assert issuer.asked == 2


async def test_all_who_miss_a_key_share_one_fetch(issuer: Issuer, kept: IssuerKeys) -> None:
    issuer.gate.clear()
    waiting = [asyncio.create_task(kept.anew()) for _ in range(200)]
    await asyncio.sleep(0)
    issuer.gate.set()
    assert all(has(keys, FIRST) for keys in await asyncio.gather(*waiting))
    assert issuer.asked == 1


async def test_unknown_keys_do_not_flood_the_issuer(issuer: Issuer, kept: IssuerKeys, hands: Hands) -> None:
    await kept.anew()
    issuer.publish(FIRST, SECOND)
    for _ in range(1000):
        assert not has(await kept.anew(), SECOND)
    assert issuer.asked == 1
    hands.now += PAUSE_SECONDS
    for _ in range(1000):
        assert has(await kept.anew(), SECOND)
    assert issuer.asked == 2


async def test_who_goes_away_stops_no_fetch_that_others_wait_for(issuer: Issuer, kept: IssuerKeys) -> None:
    issuer.gate.clear()
    impatient, patient = asyncio.create_task(kept.anew()), asyncio.create_task(kept.anew())
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    issuer.gate.set()
    assert has(await patient, FIRST)


async def test_with_the_issuer_away_old_keys_hold_for_a_bounded_time(
    issuer: Issuer, kept: IssuerKeys, hands: Hands
) -> None:
    await kept.anew()
    issuer.status = 503
    hands.now += FRESH + STALE
    assert has(kept.known(), FIRST)
    await settled(kept)
    with pytest.raises(TokenKeysUnavailable):  # a key that is not among them may be the issuer's newest
        await kept.anew()
    hands.now += 1
    assert len(kept.known()) == 0
    issuer.status = 200
    hands.now += PAUSE_SECONDS
    assert has(await kept.anew(), FIRST)


async def test_an_issuer_that_never_answered_is_away_and_is_asked_again_after_a_pause(
    hands: Hands, issuer: Issuer
) -> None:
    issuer.status = 500
    async with keeping(issuer.url, hands) as kept:
        for _ in range(100):
            with pytest.raises(TokenKeysUnavailable):
                await kept.anew()
        assert issuer.asked == 1
        hands.now += PAUSE_SECONDS
        issuer.status = 200
        assert has(await kept.anew(), FIRST)


async def test_an_issuer_that_takes_too_long_is_away(
    issuer: Issuer, kept: IssuerKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuer_keys, "FETCH_SECONDS", 0.05)
    issuer.gate.clear()
    with pytest.raises(TokenKeysUnavailable):
        await kept.anew()


GOOD = json.dumps({"keys": [FIRST.published()]}).encode()


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        pytest.param(200, {}, GOOD[:-1], id="cut off"),
        pytest.param(200, {"content-length": "5000"}, GOOD, id="shorter than announced"),
        pytest.param(200, {}, GOOD + b" " * MOST_BYTES, id="too large"),
        pytest.param(200, {"content-encoding": "gzip"}, gzip.compress(GOOD), id="compressed"),
        pytest.param(404, {}, GOOD, id="not found"),
        pytest.param(302, {"location": "http://127.0.0.1:1/"}, GOOD, id="elsewhere"),
        pytest.param(200, {}, b"<html>", id="a page"),
    ],
)
async def test_any_other_answer_is_none(
    issuer: Issuer, kept: IssuerKeys, status: int, headers: dict[str, str], body: bytes
) -> None:
    issuer.status, issuer.headers, issuer.body = status, headers, body
    with pytest.raises(TokenKeysUnavailable):
        await kept.anew()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/keys",
        "http://[::1]:1/keys",
        "https://issuer.invalid/keys",
        "https://127.0.0.1:1/keys",
    ],
)
async def test_nobody_there_is_an_issuer_that_is_away(url: str, hands: Hands) -> None:
    async with keeping(url, hands) as kept:
        with pytest.raises(TokenKeysUnavailable):
            await kept.anew()


async def test_closing_stops_the_fetch(issuer: Issuer, hands: Hands) -> None:
    issuer.gate.clear()
    async with keeping(issuer.url, hands) as kept:
        waiting = asyncio.create_task(kept.anew())
        await asyncio.sleep(0)
        assert kept.is_fetching
    assert not kept.is_fetching
    await asyncio.gather(waiting, return_exceptions=True)
