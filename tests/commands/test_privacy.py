"""`helpdesk privacy`: keys are made, and changed without anybody noticing; `doctor` says what is left."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import func, select

from helpdesk.app import Runtime
from helpdesk.attachments import uploading
from helpdesk.attachments.cipher import Cipher
from helpdesk.attachments.storage import Storage
from helpdesk.customers import profiles
from helpdesk.customers.models import Customer
from helpdesk.kit import keys
from helpdesk.kit.actor import SYSTEM
from helpdesk.privacy import rotation
from helpdesk.privacy.kinds import ValueKind
from helpdesk.privacy.vault import Vault
from tests.commands.conftest import Run
from tests.conftest import settings_of

OLD, NEW, LOOK_OLD, LOOK_NEW = (keys.made(name) for name in ("old", "new", "look-old", "look-new"))
NUMBERS = [f"138000{n:05}" for n in range(1200)]
FILE = b"the face of an ID card" * 100


@pytest.fixture
def house(migrated: str, tmp_path: Path) -> dict[str, Any]:
    """Settings of a helpdesk with 1,200 callers, an address, an erased value and an ID-card copy, under old keys."""
    given = {"sealing_keys": keys.read(OLD), "lookup_keys": keys.read(LOOK_OLD), "home": tmp_path}
    runtime = Runtime.build(settings_of(migrated).model_copy(update=given), migrated)

    async def fill() -> None:
        async with runtime.transactor.begin(SYSTEM) as work:
            vault = work.resource(Vault)
            for number in NUMBERS:
                await profiles.found_or_made_by_phone(work, number)
            vault.seal(
                work, ValueKind.ADDRESS, "北京市朝阳区建国路一号", subject_kind="thing", subject_id=uuid4()
            )
            gone = vault.seal(work, ValueKind.PHONE, "13900000000", subject_kind="thing", subject_id=uuid4())
            await vault.erase(work, [gone.id])
        announced = await runtime.transactor.run(
            SYSTEM, partial(uploading.announce, purpose="ID_CARD_COPY", file_name="id.jpg", size=len(FILE))
        )
        storage, cipher = Storage.of(runtime.settings), Cipher(keys.read(OLD))
        key = await storage.put(announced.id, cipher.encrypt(announced.id, FILE))
        await runtime.transactor.run(
            SYSTEM,
            partial(
                uploading.store, attachment_id=announced.id, object_key=key, content_type="image/jpeg",
                size=len(FILE), sha256="0" * 64,
            ),
        )  # fmt: skip
        await runtime.engine.dispose()

    asyncio.run(fill())
    return {"DATABASE_URL": migrated, "HOME": str(tmp_path), "PLATFORM": "none"}


def of(house: dict[str, Any], *sealing: str, lookup: tuple[str, ...] = (LOOK_OLD,)) -> dict[str, Any]:
    return {**house, "SEALING_KEYS": ",".join(sealing), "LOOKUP_KEYS": ",".join(lookup)}


def finding(run: Run, variables: dict[str, Any]) -> dict[str, str]:
    document = json.loads(run("doctor", "--json", **variables).stdout)
    return next(one for one in document["findings"] if one["subject"] == "keys")


def known(house: dict[str, Any], lookup: str, number: str) -> bool:
    """Whether a process that has new keys alone recognises a caller, and opens their number."""
    given = {"sealing_keys": keys.read(NEW), "lookup_keys": keys.read(lookup)}
    runtime = Runtime.build(
        settings_of(house["DATABASE_URL"]).model_copy(update=given), house["DATABASE_URL"]
    )

    async def look() -> bool:
        async with runtime.transactor.begin(SYSTEM) as work:
            found = await profiles.found_or_made_by_phone(work, number)
            opened = await work.resource(Vault).open(work, [found.phone_id] if found.phone_id else [])
            seen = list(opened.values()) == [f"+86{number}"]
            seen = seen and await work.session.scalar(select(func.count()).select_from(Customer)) == len(
                NUMBERS
            )
        await runtime.engine.dispose()
        return seen

    return asyncio.run(look())


def files(house: dict[str, Any]) -> list[Path]:
    return [path for path in (Path(house["HOME"]) / "attachments").rglob("*") if path.is_file()]


def test_a_new_key_can_be_set_as_it_is_printed(run: Run) -> None:
    [one], [other] = (keys.read(run("privacy", "key").output.strip()) for _ in range(2))
    assert one.secret != other.secret


def test_everything_comes_under_the_new_keys_and_the_old_can_go(run: Run, house: dict[str, Any]) -> None:
    both = of(house, NEW, OLD, lookup=(LOOK_NEW, LOOK_OLD))
    assert finding(run, of(house, OLD))["verdict"] == "ok"
    assert finding(run, both)["verdict"] == "warn"
    counted = json.loads(run("privacy", "rotate", "--dry-run", "--json", **both).stdout)
    assert (counted["values"], counted["files"]) == (1201, 1)
    done = run("privacy", "rotate", "--json", **both)
    assert json.loads(done.stdout) == {
        "values": 1201,
        "files": 1,
        "unreadable_values": 0,
        "unreadable_files": 0,
    }
    assert finding(run, of(house, NEW, lookup=(LOOK_NEW,)))["verdict"] == "ok"
    assert known(house, LOOK_NEW, NUMBERS[700])
    [kept] = files(house)
    attachment_id = UUID(kept.parent.name)
    assert Cipher(keys.read(NEW)).decrypt(attachment_id, kept.read_bytes()) == FILE
    again = json.loads(run("privacy", "rotate", "--json", **both).stdout)
    assert not any(again.values())


def test_hashes_alone_can_be_changed(run: Run, house: dict[str, Any]) -> None:
    done = run("privacy", "rotate", "--json", **of(house, OLD, lookup=(LOOK_NEW, LOOK_OLD)))
    assert json.loads(done.stdout)["values"] == 1200
    with psycopg.connect(house["DATABASE_URL"]) as connection:
        rows = connection.execute("SELECT DISTINCT lookup_key_id FROM sealed_values WHERE erased_at IS NULL")
        assert {row[0] for row in rows} == {"look-new", None}


def test_a_missing_key_is_named_and_what_needs_it_is_left_alone(run: Run, house: dict[str, Any]) -> None:
    without = of(house, NEW)
    told = finding(run, without)
    assert (told["verdict"], "old" in told["found"]) == ("fail", True)
    done = run("privacy", "rotate", **without)
    assert done.exit_code == 1
    assert "1201 values and 1 files cannot be read" in done.output
    assert json.loads(run("privacy", "rotate", "--json", **of(house, NEW, OLD)).stdout)["values"] == 1201


def test_an_interrupted_rotation_goes_on_where_it_was(
    run: Run, house: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, batches = rotation.next_batch, []

    async def stopped(work: Any, after: Any) -> Any:
        if batches:
            raise KeyboardInterrupt
        batches.append(after)
        return await whole(work, after, most=100)

    monkeypatch.setattr(rotation, "next_batch", stopped)
    both = of(house, NEW, OLD)
    assert run("privacy", "rotate", **both).exit_code != 0
    monkeypatch.setattr(rotation, "next_batch", whole)
    assert json.loads(run("privacy", "rotate", "--dry-run", "--json", **both).stdout)["values"] == 1101
    assert json.loads(run("privacy", "rotate", "--json", **both).stdout)["values"] == 1101
