"""A link says what it was signed for, and nothing else passes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.attachments.errors import LinkExpired, LinkRefused
from helpdesk.attachments.links import DOWNLOAD_VALID, Link, Links

NOW = datetime(2026, 11, 16, 2, tzinfo=UTC)
LINKS = Links("a secret that only the tests know, long enough")
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)


def parts(url: str) -> tuple[str, dict[str, str]]:
    """The id and the query of a link."""
    found = urlsplit(url)
    return found.path.removeprefix("attachments/"), dict(parse_qsl(found.query))


@given(st.uuids(), st.integers(1, 10**9))
def test_an_upload_link_reads_as_it_was_written(attachment_id: UUID, most: int) -> None:
    url = LINKS.upload(attachment_id, NOW + timedelta(minutes=10), most=most)
    link = LINKS.read(*parts(url), NOW)
    assert (link, link.use) == (Link(attachment_id, NOW + timedelta(minutes=10), most=most), "upload")


@given(st.uuids(), WORDS)
def test_a_download_link_reads_as_it_was_written(attachment_id: UUID, by: str) -> None:
    link = LINKS.read(*parts(LINKS.download(attachment_id, NOW, by=by)), NOW)
    assert (link, link.use) == (Link(attachment_id, NOW + DOWNLOAD_VALID, by=by), "download")


@given(st.uuids(), st.dictionaries(st.sampled_from(["until", "most", "by", "signature"]), WORDS, min_size=1))
def test_no_other_query_passes(attachment_id: UUID, changed: dict[str, str]) -> None:
    public_id, query = parts(LINKS.upload(attachment_id, NOW + timedelta(minutes=10), most=1000))
    if any(query.get(name) != value for name, value in changed.items()):
        if changed.get("most", "1000").strip().lstrip("0+") == "1000":  # the same number in other digits
            return
        with pytest.raises(LinkRefused):
            LINKS.read(public_id, {**query, **changed}, NOW)


def test_a_link_ends_at_its_second_and_not_before() -> None:
    public_id, query = parts(LINKS.download(UUID(int=1), NOW, by="store:S001"))
    LINKS.read(public_id, query, NOW + DOWNLOAD_VALID - timedelta(microseconds=1))
    with pytest.raises(LinkExpired):
        LINKS.read(public_id, query, NOW + DOWNLOAD_VALID)


def test_a_link_signed_with_another_secret_is_refused() -> None:
    public_id, query = parts(Links("another secret").download(UUID(int=1), NOW, by="store:S001"))
    with pytest.raises(LinkRefused):
        LINKS.read(public_id, query, NOW)


@pytest.mark.parametrize(
    "public_id", ["", "att_", "tkt_" + "0" * 32, "att_" + "0" * 31, "../secret", "0" * 32]
)
def test_what_is_no_attachments_id_is_refused(public_id: str) -> None:
    _, query = parts(LINKS.download(UUID(int=0), NOW, by="store:S001"))
    with pytest.raises(LinkRefused):
        LINKS.read(public_id, query, NOW)
