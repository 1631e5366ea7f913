"""`POST /platform/events` takes what the platform signed, and answers so that it knows whether to send again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson
import pytest
from asgi_lifespan import LifespanManager

from helpdesk.app import create_app
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.settings import SettingsError, load
from helpdesk.kit.signatures import key_of, sign
from tests.conftest import settings_of

OLD, NEW = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_" + "QUJD" * 12
NOTICE = {"type": "order.shipped", "timestamp": "2026-11-16T02:00:00Z", "data": {"orderCode": "D00042"}}


@pytest.fixture
async def platform(database_url: str, clock: StoppedClock) -> AsyncIterator[httpx.AsyncClient]:
    """Who calls the endpoint of a helpdesk that takes two secrets."""
    assert clock.now().year == 2026
    app = create_app(settings_of(database_url, platform_webhook_secrets=f"{OLD},{NEW}"))
    async with LifespanManager(app) as manager:
        transport = httpx.ASGITransport(manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://helpdesk") as client:
            yield client


async def send(
    client: httpx.AsyncClient, body: bytes | dict[str, Any] = NOTICE, *, webhook_id: str = "msg_1",
    secret: str = NEW, **headers: str,
) -> tuple[int, str]:  # fmt: skip
    """The status, and the word that says what became of it."""
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    stamp = str(int(datetime.now(UTC).timestamp()))
    signature = sign(key_of(secret), message_id=webhook_id, timestamp=stamp, body=content)
    signed = {"webhook-id": webhook_id, "webhook-timestamp": stamp, "webhook-signature": signature}
    answer = await client.post("/platform/events", content=content, headers={**signed, **headers})
    said = answer.json()
    return answer.status_code, said["status"] if "status" in said else said["error"]["code"]


async def test_a_signed_notice_is_accepted_and_its_repetition_is_known(platform: httpx.AsyncClient) -> None:
    assert await send(platform) == (202, "accepted")
    assert await send(platform) == (202, "known")
    assert await send(platform, secret=OLD, webhook_id="msg_2") == (202, "accepted")


async def test_a_kind_that_is_not_known_need_not_be_sent_again(platform: httpx.AsyncClient) -> None:
    assert await send(platform, {**NOTICE, "type": "coupon.issued"}) == (202, "ignored")


async def test_an_id_with_another_body_is_a_conflict(platform: httpx.AsyncClient) -> None:
    await send(platform)
    assert await send(platform, {**NOTICE, "data": {"orderCode": "D1"}}) == (409, "NOTICE_REUSED")


async def test_what_is_no_notice_is_a_bad_request(platform: httpx.AsyncClient) -> None:
    assert await send(platform, b"{") == (400, "NOTICE_UNREADABLE")
    assert await send(platform, {**NOTICE, "data": {}}) == (400, "NOTICE_UNREADABLE")


@pytest.mark.parametrize("header", ["webhook-id", "webhook-timestamp", "webhook-signature"])
async def test_a_notice_that_was_tampered_with_is_refused(platform: httpx.AsyncClient, header: str) -> None:
    assert await send(platform, **{header: "1"}) == (401, "SIGNATURE_REFUSED")
    assert await send(platform, **{header: ""}) == (401, "SIGNATURE_REFUSED")


async def test_a_stranger_is_refused_before_the_body_is_read_as_a_notice(platform: httpx.AsyncClient) -> None:
    assert await send(platform, b"{", secret="whsec_" + "eHl6" * 10) == (401, "SIGNATURE_REFUSED")


async def test_a_body_has_a_limit(platform: httpx.AsyncClient) -> None:
    assert await send(platform, b" " * (64 * 1024 + 1)) == (413, "BODY_TOO_LARGE")


async def test_only_post_is_taken(platform: httpx.AsyncClient) -> None:
    assert (await platform.get("/platform/events")).status_code == 405


async def test_without_a_secret_the_path_is_not_there(database_url: str) -> None:
    app = create_app(settings_of(database_url))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://helpdesk") as client:
        assert (await client.post("/platform/events")).status_code == 404
    await app.state.runtime.engine.dispose()


def test_a_secret_that_is_none_stops_the_start_and_is_not_shown() -> None:
    with pytest.raises(SettingsError) as refused:
        load(platform_webhook_secrets=f"{OLD},geheim")
    assert "HELPDESK_PLATFORM_WEBHOOK_SECRETS" in str(refused.value)
    assert "geheim" not in str(refused.value)
