"""When the platform is slow, failing or silent: repeated where safe, bounded, never done twice."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import structlog

from helpdesk.kit.settings import CALL_ATTEMPTS
from helpdesk.platform import reference
from helpdesk.platform.acts import Done, FieldChange, MemberChange, OrderDeletion, PasswordReset
from helpdesk.platform.errors import PlatformRefusedCall, PlatformUnavailable, PlatformUnknown
from helpdesk.platform.graphql import FAILURES_TO_OPEN, Book
from helpdesk.platform.mapping import load
from helpdesk.platform.port import Capability, Platform
from helpdesk.platform.shapes import Unreadable
from helpdesk.platform.switches import Switches
from helpdesk.platform.values import MemberField

NEITHER = Capability(idempotent=False, queryable=False)
Eventually = Callable[[Callable[[], Awaitable[bool]]], Awaitable[None]]


@pytest.fixture
async def deletion(pick: Any) -> OrderDeletion:
    """A deletion that the platform would do."""
    return OrderDeletion((await pick(shipped=False)).code, shipped=False)


async def calls(switches: Switches, operation: str) -> int:
    return (await switches.call_counts()).get(operation, 0)


async def test_a_lost_answer_is_fetched_by_repeating_the_key_and_the_act_is_done_once(
    platform: Platform, switches: Switches, deletion: OrderDeletion
) -> None:
    before = await calls(switches, "deleteOrder")
    await switches.set_fault("LOST_ANSWER", "deleteOrder", count=1)
    done = await platform.delete_order(deletion, key="lost")
    assert isinstance(done, Done)
    assert await calls(switches, "deleteOrder") == before + 2
    order = await platform.order(deletion.order_code)
    assert order is not None
    assert order.deleted_at == done.at


@pytest.mark.parametrize("silence", ["LOST_ANSWER", "HANG"])
async def test_when_every_answer_is_lost_the_outcome_is_unknown_until_it_is_asked_by_key(
    adapter: Any, switches: Switches, deletion: OrderDeletion, silence: Any
) -> None:
    platform = adapter(timeout=0.4)
    await switches.set_fault(silence, "deleteOrder")
    with pytest.raises(PlatformUnknown) as unknown:
        await platform.delete_order(deletion, key="silent")
    assert (unknown.value.key, unknown.value.operation) == ("silent", "delete_order")
    patient = adapter()
    asked = await patient.outcome_of("silent")
    assert isinstance(asked, Done)
    await switches.clear_faults()
    assert await patient.delete_order(deletion, key="silent") == asked


async def test_without_idempotency_a_call_that_was_sent_is_never_repeated(
    adapter: Any, switches: Switches, deletion: OrderDeletion
) -> None:
    platform = adapter(timeout=0.4, capability=NEITHER)
    for fault in ("LOST_ANSWER", "HTTP_ERROR", "HANG"):
        await switches.set_fault(fault, "deleteOrder", count=1)
        before = await calls(switches, "deleteOrder")
        with pytest.raises(PlatformUnknown):
            await platform.delete_order(deletion, key=f"one-{fault}")
        assert await calls(switches, "deleteOrder") == before + 1, fault


async def test_without_idempotency_a_call_that_did_nothing_for_sure_is_repeated(
    adapter: Any, switches: Switches, deletion: OrderDeletion
) -> None:
    await switches.set_fault("GRAPHQL_ERROR", "deleteOrder", count=CALL_ATTEMPTS - 1)
    outcome = await adapter(capability=NEITHER).delete_order(deletion, key="sure")
    assert isinstance(outcome, Done)


async def test_attempts_are_bounded_and_nothing_done_says_so(
    platform: Platform, switches: Switches, deletion: OrderDeletion
) -> None:
    await switches.set_fault("GRAPHQL_ERROR")
    before = await switches.call_counts()
    with pytest.raises(PlatformUnavailable):
        await platform.delete_order(deletion, key="bounded")
    await switches.clear_faults()
    after = await switches.call_counts()
    assert after["deleteOrder"] - before.get("deleteOrder", 0) == CALL_ATTEMPTS
    assert await platform.outcome_of("bounded") is None


async def test_a_read_is_repeated_and_then_unavailable_never_unknown(
    adapter: Any, switches: Switches
) -> None:
    platform = adapter()
    await switches.set_fault("HTTP_ERROR", "store", count=CALL_ATTEMPTS - 1)
    assert await platform.store("S001") is not None
    await switches.set_fault("LOST_ANSWER", "store")
    before = await calls(switches, "store")
    with pytest.raises(PlatformUnavailable) as unavailable:
        await platform.store("S001")
    assert unavailable.value.retryable
    assert await calls(switches, "store") == before + CALL_ATTEMPTS


async def test_slowness_ends_at_the_time_out_and_what_was_done_late_is_found_by_its_key(
    adapter: Any, switches: Switches, deletion: OrderDeletion, eventually: Eventually
) -> None:
    patient = adapter()
    await switches.set_fault("SLOW", "deleteOrder", delay_ms=900)
    with pytest.raises(PlatformUnknown) as unknown:
        await adapter(timeout=0.3).delete_order(deletion, key="slow")
    assert unknown.value.reason == "timeout"

    async def done() -> bool:
        return isinstance(await patient.outcome_of("slow"), Done)

    await eventually(done)


async def test_slowness_within_the_time_out_is_waited_for(adapter: Any, switches: Switches) -> None:
    await switches.set_fault("SLOW", "store", count=1, delay_ms=200)
    assert await adapter(timeout=3.0).store("S001") is not None


async def test_nobody_listening_is_unavailable_and_not_unknown(
    adapter: Any, deletion: OrderDeletion, unused_tcp_port: int
) -> None:
    platform = adapter(url=f"http://127.0.0.1:{unused_tcp_port}/graphql")
    with structlog.testing.capture_logs() as lines, pytest.raises(PlatformUnavailable):
        await platform.delete_order(deletion, key="nobody")
    failed = [line for line in lines if line["event"] == "platform.call_failed"]
    assert [(line["attempt"], line["sent"]) for line in failed] == [
        (attempt, False) for attempt in range(1, CALL_ATTEMPTS + 1)
    ]


async def test_the_circuit_opens_after_failures_and_then_nothing_is_sent(
    adapter: Any, switches: Switches
) -> None:
    platform = adapter(threshold=4, ttl=60.0)
    await switches.set_fault("HTTP_ERROR", "store")
    before = await calls(switches, "store")
    for _ in range(5):
        with pytest.raises(PlatformUnavailable):
            await platform.store("S001")
    assert await calls(switches, "store") == before + 4
    with pytest.raises(PlatformUnavailable) as refused:
        await platform.delete_order(OrderDeletion("D00042", shipped=True), key="while-open")
    assert refused.value.reason == "circuit_open"


async def test_the_circuit_closes_again_when_a_probe_succeeds(
    adapter: Any, switches: Switches, eventually: Eventually
) -> None:
    platform = adapter(threshold=3, ttl=0.2)
    await switches.set_fault("HTTP_ERROR", "store", count=3)

    async def answered() -> bool:
        try:
            return await platform.store("S001") is not None
        except PlatformUnavailable:
            return False

    assert not await answered()
    await eventually(answered)
    assert await answered()


async def test_a_circuit_that_opens_between_attempts_leaves_a_sent_act_unknown(
    adapter: Any, switches: Switches, deletion: OrderDeletion
) -> None:
    platform = adapter(threshold=1, ttl=60.0)
    await switches.set_fault("LOST_ANSWER", "deleteOrder", count=1)
    with pytest.raises(PlatformUnknown) as unknown:
        await platform.delete_order(deletion, key="half")
    assert unknown.value.reason == "circuit_open"


async def test_refused_calls_are_not_repeated_and_do_not_open_the_circuit(adapter: Any) -> None:
    stranger = adapter(token="wrong", threshold=FAILURES_TO_OPEN)
    for _ in range(FAILURES_TO_OPEN + 1):
        with pytest.raises(PlatformRefusedCall) as refused:
            await stranger.store("S001")
        assert refused.value.reason == "http_401"


async def test_a_key_that_the_platform_cannot_take_is_refused_and_not_repeated(platform: Platform) -> None:
    with pytest.raises(PlatformRefusedCall):
        await platform.reset_password(PasswordReset("M00020", "+8613900000000"), key="k" * 201)


@pytest.mark.parametrize(
    "document",
    [
        5,
        "text",
        [],
        {},
        {"__typename": "Maybe"},
        {"__typename": "Done", "reference": "+8613900009999", "at": 5.5j},
    ],
)
def test_an_answer_that_is_not_of_the_contract_is_unreadable_and_not_repeated_in_the_error(
    document: object,
) -> None:
    with pytest.raises(Unreadable) as unreadable:
        Book(load(reference.MAPPING)).outcome.read(document)
    assert str(unreadable.value) == ""
    assert unreadable.value.__cause__ is None


async def test_logs_and_texts_hold_no_personal_value(
    adapter: Any, switches: Switches, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    platform = adapter(timeout=0.3)
    member = await platform.member("M00020")
    change = MemberChange("M00020", (FieldChange(MemberField.MOBILE, member.mobile, "+8613900009999"),))
    await switches.set_fault("HTTP_ERROR")
    with structlog.testing.capture_logs() as lines:
        with pytest.raises(PlatformUnknown) as unknown:
            await platform.apply_member_change(change, key="private")
        with pytest.raises(PlatformUnavailable):
            await platform.members_by_phone(member.mobile)
    said = [caplog.text, repr(lines), repr(unknown.value), unknown.value.message("zh-CN"), repr(change)]
    text = "\n".join([*said, repr(member)])
    assert lines
    for secret in (member.mobile, member.name, member.id_number, member.bank_card, "+8613900009999"):
        assert secret not in text
