"""Taking files in: by a signed link, once, as many bytes as were announced, of the kinds that are taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk.app import Runtime
from helpdesk.attachments.uploading import MOST_LOOSE
from helpdesk.kit.clock import StoppedClock
from tests.features.attachments.build import JPEG, PDF, PNG, Cabinet, code, opened

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


async def test_an_announced_file_is_taken_and_known_by_its_bytes(cabinet: Cabinet) -> None:
    announced = await cabinet.announce("store:S001", PDF, fileName="C:\\docs\\说明.exe", purpose="OTHER")
    assert announced["attachment"]["fileName"] == "说明.exe"
    assert announced["attachment"]["state"] == "AWAITING_UPLOAD"
    assert announced["attachment"]["downloadUrl"] is None
    sent = await cabinet.send(announced["uploadUrl"], PDF, **{"Content-Type": "image/png"})
    told = sent.json()["attachment"]
    assert (sent.status_code, told["state"], told["contentType"]) == (201, "STORED", "application/pdf")
    assert told["size"] == len(PDF)
    assert [path.read_bytes() for path in cabinet.kept()] == [PDF]


async def test_an_upload_link_is_good_for_ten_minutes(cabinet: Cabinet, clock: StoppedClock) -> None:
    announced = await cabinet.announce("store:S001")
    clock.advance(timedelta(minutes=10) - timedelta(seconds=1))
    assert (await cabinet.send(announced["uploadUrl"])).status_code == 201
    late = await cabinet.announce("store:S001")
    clock.advance(timedelta(minutes=10))
    assert code(await cabinet.send(late["uploadUrl"])) == (403, "LINK_EXPIRED")


async def test_an_upload_link_is_used_once(cabinet: Cabinet) -> None:
    announced = await cabinet.announce("store:S001")
    assert (await cabinet.send(announced["uploadUrl"])).status_code == 201
    assert code(await cabinet.send(announced["uploadUrl"])) == (409, "UPLOAD_DONE")
    assert len(cabinet.kept()) == 1


async def test_of_two_uploads_at_once_by_one_link_one_is_kept(cabinet: Cabinet) -> None:
    announced = await cabinet.announce("store:S001")
    sent = await asyncio.gather(*(cabinet.send(announced["uploadUrl"]) for _ in range(4)))
    assert sorted(one.status_code for one in sent) == [201, 409, 409, 409]
    assert len(cabinet.kept()) == 1


@pytest.mark.parametrize("part", ["until", "most", "id", "signature", "no signature"])
async def test_a_link_that_was_changed_is_refused(cabinet: Cabinet, part: str) -> None:
    url = (await cabinet.announce("store:S001"))["uploadUrl"]
    other = (await cabinet.announce("store:S001"))["attachment"]["id"]
    changed = {
        "until": url.replace("until=", "until=9"),
        "most": url.replace("most=", "most=9"),
        "id": f"attachments/{other}?" + url.partition("?")[2],
        "signature": url[:-1] + ("0" if url[-1] != "0" else "1"),
        "no signature": url.partition("&signature")[0],
    }[part]
    assert code(await cabinet.send(changed)) == (403, "LINK_REFUSED")
    assert cabinet.kept() == []


async def test_more_bytes_than_announced_are_refused_before_they_are_read(cabinet: Cabinet) -> None:
    announced = await cabinet.announce("store:S001")
    assert code(await cabinet.send(announced["uploadUrl"], PNG + b"x")) == (413, "ATTACHMENT_TOO_LARGE")
    assert cabinet.kept() == []


async def test_a_chunked_body_is_stopped_at_the_limit(cabinet: Cabinet) -> None:
    announced = await cabinet.announce("store:S001")
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b"x" * len(PNG)

    assert code(await cabinet.send(announced["uploadUrl"], endless())) == (413, "ATTACHMENT_TOO_LARGE")
    assert cabinet.kept() == []


async def test_fewer_bytes_than_announced_are_no_file_and_may_be_sent_again(cabinet: Cabinet) -> None:
    announced = await cabinet.announce("store:S001")
    assert code(await cabinet.send(announced["uploadUrl"], PNG[:-1]))[1] == "ATTACHMENT_INCOMPLETE"
    assert (await cabinet.send(announced["uploadUrl"])).status_code == 201


@pytest.mark.parametrize(
    "content",
    [b"<!DOCTYPE html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
     b"MZ\x90\0" + b"\0" * 99, b"PK\x03\x04" + b"\0" * 60, b"hello", b"RIFF\x24\0\0\0AVI LIST" + b"\0" * 50],
    ids=["html", "svg", "exe", "zip", "text", "avi"],
)  # fmt: skip
async def test_what_is_no_image_pdf_or_recording_is_refused_whatever_it_says(
    cabinet: Cabinet, content: bytes
) -> None:
    announced = await cabinet.announce("store:S001", content, fileName="photo.png")
    refused = await cabinet.send(
        announced["uploadUrl"], content, **{"Content-Type": "image/png", "Accept-Language": "zh-CN"}
    )
    assert code(refused) == (415, "ATTACHMENT_TYPE_REFUSED")
    assert "仅支持" in refused.json()["errors"][0]["message"]
    assert cabinet.kept() == []


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"size": 10_485_761}, ("ATTACHMENT_TOO_LARGE", "size")),
        ({"size": 0}, ("INVALID_VALUE", "size")),
        ({"fileName": " "}, ("INVALID_VALUE", "fileName")),
        ({"fileName": "x" * 201}, ("INVALID_VALUE", "fileName")),
    ],
    ids=["too large", "empty", "no name", "long name"],
)
async def test_what_cannot_be_announced_is_refused(
    cabinet: Cabinet, given: dict[str, object], refused: tuple[str, str]
) -> None:
    payload = await cabinet.announce("store:S001", **given)
    assert [(error["code"], error["field"]) for error in payload["userErrors"]] == [refused]
    assert (payload["attachment"], payload["uploadUrl"], payload["expiresAt"]) == (None, None, None)


async def test_nobody_piles_up_files_that_hang_on_nothing(cabinet: Cabinet) -> None:
    for _ in range(MOST_LOOSE):
        assert (await cabinet.announce("store:S001"))["userErrors"] == []
    refused = (await cabinet.announce("store:S001"))["userErrors"]
    assert [error["code"] for error in refused] == ["TOO_MANY_UPLOADS"]
    assert (await cabinet.announce("store:S002"))["userErrors"] == []


async def scan(content: bytes, *, content_type: str) -> str | None:
    """A scanner that knows one signature."""
    return "EICAR-Test-File" if EICAR in content else None


async def test_what_the_scanner_refuses_is_not_kept_and_never_given(runtime: Runtime, tmp_path: Path) -> None:
    async with opened(runtime, tmp_path, scan) as cabinet:
        infected = JPEG[:-2] + EICAR + b"\xff\xd9"
        announced = await cabinet.announce("store:S001", infected)
        assert code(await cabinet.send(announced["uploadUrl"], infected)) == (403, "ATTACHMENT_REFUSED")
        assert cabinet.kept() == []
        refused = (await cabinet.open("store:S001", announced["attachment"]["id"]))["userErrors"]
        assert [error["code"] for error in refused] == ["ATTACHMENT_NOT_STORED"]
        assert await cabinet.upload("store:S001", JPEG)


async def test_without_an_answer_of_the_scanner_nothing_is_kept(runtime: Runtime, tmp_path: Path) -> None:
    async def down(content: bytes, *, content_type: str) -> str | None:
        raise ConnectionError("scanner is away")

    async with opened(runtime, tmp_path, down) as cabinet:
        announced = await cabinet.announce("store:S001")
        assert code(await cabinet.send(announced["uploadUrl"])) == (503, "ATTACHMENTS_UNAVAILABLE")
        assert cabinet.kept() == []
