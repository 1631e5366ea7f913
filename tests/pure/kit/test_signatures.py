"""A message is accepted only as it was signed, by who shares a secret, within five minutes."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpdesk.kit.signatures import SignatureRefused, key_of, sign, verify

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
KEY = key_of(SECRET)
OTHER = key_of(base64.b64encode(b"another key of 24 bytes.").decode())
SENT = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
STAMP = str(int(SENT.timestamp()))
BODY = b'{"type":"order.shipped"}'


def accepts(
    *, message_id: str = "msg_1", timestamp: str = STAMP, body: bytes = BODY, signatures: str | None = None,
    keys: tuple[bytes, ...] = (KEY,), now: datetime = SENT,
) -> bool:  # fmt: skip
    stated = sign(KEY, message_id="msg_1", timestamp=STAMP, body=BODY) if signatures is None else signatures
    try:
        verify(keys, message_id=message_id, timestamp=timestamp, signatures=stated, body=body, now=now)
    except SignatureRefused:
        return False
    return True


def test_it_is_the_signature_of_the_specification() -> None:
    signature = sign(
        KEY, message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp="1614265330", body=b'{"test": 2432232314}'
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("away", "accepted"),
    [
        pytest.param(timedelta(minutes=5), True, id="five minutes late"),
        pytest.param(timedelta(minutes=5, seconds=1), False, id="a second more"),
        pytest.param(timedelta(minutes=-5), True, id="five minutes early"),
        pytest.param(timedelta(minutes=-5, seconds=-1), False, id="a second earlier"),
    ],
)
def test_the_tolerance_is_five_minutes_either_way(away: timedelta, accepted: bool) -> None:
    assert accepts(now=SENT + away) is accepted


def test_while_secrets_rotate_either_signature_or_either_key_is_enough() -> None:
    stated = sign(KEY, message_id="msg_1", timestamp=STAMP, body=BODY)
    stranger = sign(OTHER, message_id="msg_1", timestamp=STAMP, body=BODY)
    assert accepts(keys=(OTHER, KEY))
    assert accepts(signatures=f"{stranger} v1a,whatever {stated}")
    assert not accepts(keys=(OTHER,))
    assert not accepts(signatures=stranger)


@given(body=st.binary(max_size=64), message_id=st.text(max_size=20), timestamp=st.text(max_size=12))
def test_nothing_but_what_was_signed_is_accepted(body: bytes, message_id: str, timestamp: str) -> None:
    assume((body, message_id, timestamp) != (BODY, "msg_1", STAMP))
    assert not accepts(body=body, message_id=message_id, timestamp=timestamp)


@given(place=st.integers(min_value=0), other=st.characters())
def test_a_signature_with_one_other_character_is_refused(place: int, other: str) -> None:
    right = sign(KEY, message_id="msg_1", timestamp=STAMP, body=BODY)
    at = place % len(right)
    assume(right[at] != other)
    assert not accepts(signatures=right[:at] + other + right[at + 1 :])


@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_body_with_one_other_bit_is_refused(place: int, bit: int) -> None:
    body = bytearray(BODY)
    body[place % len(body)] ^= 1 << bit
    assert not accepts(body=bytes(body))


@given(st.text(max_size=60))
def test_no_header_makes_it_fail_otherwise(text: str) -> None:
    assert not accepts(signatures=text)
    assert not accepts(timestamp=text, now=SENT)


@pytest.mark.parametrize("secret", ["", "short", "whsec_", "whsec_c2hvcnQ=", "密" * 32, "=" * 32])
def test_a_secret_that_is_none_is_refused_without_being_repeated(secret: str) -> None:
    with pytest.raises(ValueError, match="wants base64 of 24 to 64 bytes") as refused:
        key_of(secret)
    assert secret in {"", "whsec_"} or secret not in str(refused.value)
