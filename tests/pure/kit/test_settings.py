"""Settings: a wrong value is refused at start with its variable's name (design: What a user runs)."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.kit.settings import Settings, SettingsError, load, read_offset

LONG = "x" * 32


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"HELPDESK_{name.upper()}", raising=False)


def test_everything_has_a_default_that_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().mode == "production"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODE", "staging"), ("MODE", ""), ("DATABASE_URL", "mysql://x"), ("DATABASE_URL", "sqlite:///x"),
        ("DATABASE_POOL", "1"), ("DATABASE_POOL", "201"), ("DATABASE_POOL", "many"),
        ("BROKER_URL", "redis://x"), ("PORT", "0"), ("PORT", "65536"), ("PORT", "http"),
        ("PLATFORM_TIMEOUT", "0"), ("PLATFORM_TIMEOUT", "61"), ("PLATFORM_TIMEOUT", "nan"),
        ("PLATFORM_TIMEOUT", "inf"), ("TIME_ZONE", "Shanghai"), ("TIME_ZONE", "../etc/passwd"),
        ("TIME_ZONE", ""), ("WORKER_THREADS", "0"), ("WORKER_THREADS", "65"), ("LEASE_SECONDS", "0.5"),
        ("LEASE_SECONDS", "301"), ("LEASE_SECONDS", "nan"), ("ACT_LEASE_SECONDS", "0.5"),
        ("ACT_LEASE_SECONDS", "901"), ("ACT_LEASE_SECONDS", "nan"), ("ACT_LEASE_SECONDS", "9.5"),
        ("PLATFORM_TIMEOUT", "4.9"), ("LOG_LEVEL", "LOUD"), ("TOKEN_SECRET", "short"),
        ("ALLOWED_ORIGINS", "*"), ("ALLOWED_ORIGINS", "null"), ("ALLOWED_ORIGINS", "desk.example"),
        ("ALLOWED_ORIGINS", "https://desk.example/"), ("ALLOWED_ORIGINS", "https://a.example,https://*.example"),
        ("CLOCK", "PT2H"), ("CLOCK", "PT2H,"), ("CLOCK", "PT2H,0"), ("CLOCK", "PT2H,-1"), ("CLOCK", "PT2H,nan"),
        ("CLOCK", "PT2H,inf"), ("CLOCK", "PT2H,100001"), ("CLOCK", "soon,1"), ("CLOCK", "2026-11-20T10:00:00,1"),
        ("CLOCK", "P,1"), ("CLOCK", "P99999999999D,1"), ("CLOCK", f"P{'9' * 5000}D,1"), ("CLOCK", ",1"),
        ("CLOCK", "P9999999D,1"), ("CLOCK", "0001-01-01T00:00:00Z,1"), ("CLOCK", "9999-12-31T23:59:59Z,1"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("HELPDESK_MODE", "test")
    monkeypatch.setenv(f"HELPDESK_{name}", value)
    with pytest.raises(SettingsError, match=rf"HELPDESK_{name}\b"):
        load()


def test_every_wrong_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_PORT", "x")
    monkeypatch.setenv("HELPDESK_TIME_ZONE", "x")
    with pytest.raises(SettingsError) as refused:
        load()
    assert "HELPDESK_PORT" in str(refused.value)
    assert "HELPDESK_TIME_ZONE" in str(refused.value)


def test_a_refusal_never_repeats_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_TOKEN_SECRET", "hunter2")
    with pytest.raises(SettingsError) as refused:
        load()
    assert "hunter2" not in str(refused.value)
    assert LONG not in repr(load(token_secret=LONG))


def test_the_clock_is_refused_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_CLOCK", "PT2H,60")
    with pytest.raises(SettingsError, match="HELPDESK_CLOCK is refused outside demo and test mode"):
        load()
    monkeypatch.setenv("HELPDESK_MODE", "demo")
    assert load().clock == (timedelta(hours=2), 60.0)


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_ALLOWED_ORIGINS", " https://a.example, https://b.example ,")
    assert load().allowed_origins == ("https://a.example", "https://b.example")


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("PT2H30M", timedelta(hours=2, minutes=30)),
        ("-PT2H", -timedelta(hours=2)),
        ("+P1DT1S", timedelta(days=1, seconds=1)),
        ("PT0S", timedelta(0)),
        ("2026-11-20T10:00:00+08:00", datetime.fromisoformat("2026-11-20T02:00:00Z")),
    ],
)
def test_an_offset_is_a_duration_or_an_instant(text: str, offset: timedelta | datetime) -> None:
    assert read_offset(text) == offset


@given(st.text(st.characters()) | st.from_regex(r"[+-]?P\d*D?T?\d*H?\d*M?"))
def test_any_other_text_is_refused_as_a_wrong_value(text: str) -> None:
    with contextlib.suppress(ValueError):
        read_offset(text)
