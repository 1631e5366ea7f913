"""Sealing, opening and erasing within units of work."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import text

from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.privacy.kinds import ValueKind
from helpdesk.privacy.vault import Sealed, Vault

PHONE, CARD = "13812345678", "6222021234567890123"


async def keep(work: UnitOfWork, subject: object = None, **kinds: str) -> list[Sealed]:
    vault = work.resource(Vault)
    return [
        vault.seal(
            work, ValueKind(kind), value, subject_kind="thing", subject_id=subject or uuid4(),  # type: ignore[arg-type]
            retain_until=work.now + timedelta(days=1),
        )
        for kind, value in kinds.items()
    ]  # fmt: skip


async def test_sealing_asks_the_database_nothing(transactor: Transactor) -> None:
    async with transactor.begin(SYSTEM) as work:
        sealed = await keep(work, PHONE=PHONE, BANK_CARD=CARD)
        assert not work.sent
    assert [one.masked for one in sealed] == ["138****5678", "****0123"]
    assert len(work.sent) == 1


async def test_what_was_sealed_opens_for_a_change_and_for_a_reading(transactor: Transactor) -> None:
    phone, card = await transactor.run(SYSTEM, lambda work: keep(work, PHONE=PHONE, BANK_CARD=CARD))
    stranger = uuid4()
    wanted = {phone.id: PHONE, card.id: CARD, stranger: None}
    async with transactor.begin(SYSTEM) as work:
        assert await work.resource(Vault).open(work, wanted) == wanted
    async with transactor.read() as connection:
        vault = transactor.resources[Vault]
        assert isinstance(vault, Vault)
        assert await vault.open(connection, wanted) == wanted
        assert await vault.open(connection, []) == {}


async def test_a_value_opens_in_the_change_that_seals_it(transactor: Transactor) -> None:
    async with transactor.begin(SYSTEM) as work:
        [phone] = await keep(work, PHONE=PHONE)
        assert await work.resource(Vault).open(work, [phone.id]) == {phone.id: PHONE}


async def test_the_table_holds_no_value_in_clear(transactor: Transactor) -> None:
    await transactor.run(SYSTEM, lambda work: keep(work, PHONE=PHONE, BANK_CARD=CARD, NAME="张三丰"))
    async with transactor.read() as connection:
        rows = (
            (await connection.execute(text("SELECT sealed_values::text FROM sealed_values"))).scalars().all()
        )
    assert len(rows) == 3
    for clear in (PHONE, CARD, "张三丰"):
        assert not any(clear in row or clear.encode().hex() in row for row in rows)


async def test_only_kinds_that_are_looked_up_have_a_hash(transactor: Transactor) -> None:
    phone, name = await transactor.run(SYSTEM, lambda work: keep(work, PHONE=PHONE, NAME="张三丰"))
    async with transactor.begin(SYSTEM) as work:
        vault = work.resource(Vault)
        rows = (await work.session.execute(text("SELECT id, lookup FROM sealed_values"))).all()
    assert dict(map(tuple, rows)) == {phone.id: vault.lookup(ValueKind.PHONE, "138 1234 5678"), name.id: None}


async def test_an_erased_value_is_gone_for_good_and_once(transactor: Transactor) -> None:
    subject = uuid4()
    phone, card = await transactor.run(SYSTEM, lambda work: keep(work, subject, PHONE=PHONE, BANK_CARD=CARD))
    async with transactor.begin(SYSTEM) as work:
        vault = work.resource(Vault)
        assert await vault.erase(work, [phone.id]) == [phone.id]
        assert await vault.erase(work, [phone.id]) == []
        assert await vault.open(work, [phone.id, card.id]) == {phone.id: None, card.id: CARD}
        assert await vault.erase_of(work, "thing", [subject]) == [card.id]
        rows = (
            await work.session.execute(text("SELECT ciphertext, lookup, masked, kind FROM sealed_values"))
        ).all()
    assert sorted(map(tuple, rows)) == [(None, None, "", "BANK_CARD"), (None, None, "", "PHONE")]
