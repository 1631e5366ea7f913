"""What a file is by its bytes, what it may be called, how it is encrypted, and where it is kept."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from obstore.store import LocalStore, MemoryStore, S3Store

from helpdesk.attachments.cipher import Cipher
from helpdesk.attachments.errors import AttachmentTypeRefused, CannotDecrypt, StoreUnavailable
from helpdesk.attachments.sniffing import content_type
from helpdesk.attachments.storage import Storage
from helpdesk.attachments.uploading import clean_name
from helpdesk.kit import keys
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.settings import Settings

PAD = bytes(60)
OLD, NEW = keys.read(f"{keys.made('old')},{keys.made('new')}")


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        (bytes.fromhex("ffd8ffe000104a464946000101"), "image/jpeg"),
        (bytes.fromhex("ffd8ffe118584578696600004d4d"), "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image/png"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
        (b"ID3\x03\0\0\0\0\0\x21", "audio/mpeg"),
        (b"\xff\xfb\x90\x64" + bytes(400), "audio/mpeg"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
        (b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom", "audio/mp4"),
        (b"OggS\0\2" + bytes(20) + b"\x01vorbis", "audio/ogg"),
        (b"#!AMR\n", "audio/amr"),
    ],
)
def test_what_is_taken_is_known_by_its_beginning(begin: bytes, kind: str) -> None:
    assert content_type(begin + PAD) == kind


@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_are_of_a_kind_that_is_taken_or_refused(content: bytes) -> None:
    with suppress(AttachmentTypeRefused):
        assert "/" in content_type(content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("photo.png", "photo.png"),
        ("C:\\下载\\身份证.jpg", "身份证.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nb\u202egnp.exe", "abgnp.exe"),
        ("  图 1.pdf ", "图 1.pdf"),
    ],
)
def test_a_name_is_the_files_own_without_what_cannot_be_seen(name: str, kept: str) -> None:
    assert clean_name(name) == kept


@pytest.mark.parametrize("name", ["", "/", "\u202e", "x" * 201])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue):
        clean_name(name)


@given(st.uuids(), st.binary(max_size=1000))
def test_what_is_encrypted_comes_back_under_any_key_in_the_list(file_id: UUID, content: bytes) -> None:
    before = Cipher([OLD]).encrypt(file_id, content)
    assert Cipher([NEW, OLD]).decrypt(file_id, before) == content
    assert len(content) < 8 or content not in before


def test_another_files_bytes_and_a_lost_key_are_told() -> None:
    file_id, cipher = uuid4(), Cipher([NEW])
    stored = cipher.encrypt(file_id, b"secret")
    with pytest.raises(CannotDecrypt):
        cipher.decrypt(uuid4(), stored)
    for wrong in (stored[:-1], b"", b"plain", b"\xff"):
        with pytest.raises(CannotDecrypt):
            cipher.decrypt(file_id, wrong)
    with pytest.raises(CannotDecrypt):
        Cipher([OLD]).decrypt(file_id, stored)


@pytest.mark.parametrize(
    ("url", "kind"), [(None, LocalStore), ("memory:///", MemoryStore), ("s3://bucket/files", S3Store)]
)
def test_the_setting_names_the_store(
    url: str | None, kind: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_REGION", "cn-north-1")
    settings = Settings(home=tmp_path, attachments_url=url)
    assert isinstance(Storage.of(settings)._store, kind)


@pytest.mark.parametrize("url", ["memory:///", None])
async def test_every_store_keeps_gives_lists_and_removes(url: str | None, tmp_path: Path) -> None:
    storage = Storage.of(Settings(home=tmp_path, attachments_url=url))
    file_id, other = uuid4(), uuid4()
    first, second = await storage.put(file_id, b"one"), await storage.put(file_id, b"two")
    kept = await storage.put(other, b"x" * 600_000)
    assert await storage.get(first) == b"one"
    assert b"".join([piece async for piece in await storage.stream(kept)]) == b"x" * 600_000
    assert await storage.remove(file_id, but=second) == 1
    with pytest.raises(StoreUnavailable):
        await storage.get(first)
    assert (await storage.remove(file_id), await storage.remove(file_id)) == (1, 0)
    await storage.discard(second)
    assert await storage.get(kept)


async def test_a_store_that_is_away_is_told_as_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("AWS_REGION", "x"), ("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x"),
                        ("AWS_ENDPOINT", "https://127.0.0.1:9")):  # fmt: skip
        monkeypatch.setenv(name, value)
    with pytest.raises(StoreUnavailable):
        await Storage.of(Settings(attachments_url="s3://bucket/files")).put(uuid4(), b"one")
