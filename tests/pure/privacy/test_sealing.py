"""Sealing by key, without a database."""

from __future__ import annotations

import stat
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.kit import keys
from helpdesk.kit.settings import Settings, SettingsError, load
from helpdesk.privacy.errors import CannotBeOpened
from helpdesk.privacy.keyring import Keyring
from helpdesk.privacy.kinds import ValueKind
from helpdesk.privacy.sealing import Recogniser, Sealer

OLD, NEW = keys.read(keys.made("old"))[0], keys.read(keys.made("new"))[0]


@given(kind=st.sampled_from(ValueKind), value=st.text(max_size=200).filter(lambda text: text.isprintable()))
def test_what_is_sealed_opens_again(kind: ValueKind, value: str) -> None:
    sealer, value_id = Sealer([OLD]), uuid4()
    sealed = sealer.seal(value_id, kind, value)
    assert sealer.open(value_id, kind, "old", sealed) == value


def test_the_same_value_is_never_sealed_the_same_way() -> None:
    sealer, value_id = Sealer([OLD]), uuid4()
    assert len({sealer.seal(value_id, ValueKind.PHONE, "13812345678") for _ in range(20)}) == 20


def test_a_sealed_value_opens_under_its_own_id_kind_and_key_alone() -> None:
    sealer, value_id = Sealer([OLD, NEW]), uuid4()
    sealed = sealer.seal(value_id, ValueKind.PHONE, "13812345678")
    for other_id, kind, key in (
        (uuid4(), ValueKind.PHONE, "old"),
        (value_id, ValueKind.TEXT, "old"),
        (value_id, ValueKind.PHONE, "new"),
        (value_id, ValueKind.PHONE, "lost"),
    ):
        with pytest.raises(CannotBeOpened):
            sealer.open(other_id, kind, key, sealed)
    with pytest.raises(CannotBeOpened):
        sealer.open(value_id, ValueKind.PHONE, "old", sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_the_first_key_seals_and_all_open() -> None:
    value_id = uuid4()
    sealed = Sealer([OLD]).seal(value_id, ValueKind.TEXT, "text")
    later = Sealer([NEW, OLD])
    assert later.key_id == "new"
    assert later.open(value_id, ValueKind.TEXT, "old", sealed) == "text"


def test_a_lookup_is_the_same_for_two_spellings_and_another_under_another_key_or_kind() -> None:
    old, both = Recogniser([OLD]), Recogniser([NEW, OLD])
    assert old.lookup(ValueKind.PHONE, "138 1234 5678") == old.lookup(ValueKind.PHONE, "+8613812345678")
    assert old.lookup(ValueKind.PHONE, "13812345678") != old.lookup(ValueKind.BANK_CARD, "13812345678")
    assert both.lookups(ValueKind.PHONE, "13812345678")[1] == old.lookup(ValueKind.PHONE, "13812345678")
    assert both.lookup(ValueKind.PHONE, "13812345678") == both.lookups(ValueKind.PHONE, "13812345678")[0]


def test_production_asks_for_keys_and_the_demo_makes_its_own_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="HELPDESK_SEALING_KEYS"):
        Keyring.of(Settings(mode="production", home=tmp_path))
    demo = Settings(mode="demo", home=tmp_path / "home")
    assert Keyring.of(demo) == Keyring.of(demo)
    for name in ("sealing-keys", "lookup-keys"):
        assert stat.S_IMODE((tmp_path / "home" / name).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "text", ["", "nokey", "a:short", "a b:" + "A" * 43 + "=", f"a:{'B' * 42}A=,a:{'C' * 42}A="]
)
def test_a_wrong_key_setting_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(SettingsError, match="HELPDESK_SEALING_KEYS") as refused:
        load(sealing_keys=text)
    assert "AAAA" not in str(refused.value)
    assert "BBBB" not in str(refused.value)


def test_keys_are_not_shown() -> None:
    settings = load(sealing_keys=keys.made("a"))
    assert "secret" not in repr(settings.sealing_keys)
    assert (
        repr(Keyring.of(Settings(mode="test", sealing_keys=settings.sealing_keys, lookup_keys=(OLD,))))
        == "Keyring()"
    )
