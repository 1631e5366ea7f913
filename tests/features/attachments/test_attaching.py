"""Files hang on a ticket, once and for good; each that cannot is named with its place."""

from __future__ import annotations

from datetime import timedelta

from helpdesk.kit.clock import StoppedClock
from tests.features.attachments.build import Cabinet
from tests.features.tickets.build import Desk


async def refusals(cabinet: Cabinet, desk: Desk, role: str, *attachment_ids: str) -> list[tuple[str, str]]:
    """How a submission with these files is refused; that there is no ticket."""
    before = await cabinet.api.counts()
    payload = await cabinet.api.mutate(
        role, "submitTicket", serviceItemId=f"svc_{desk.world.items['product-use'].hex}", title="附件",
        attachmentIds=list(attachment_ids),
    )  # fmt: skip
    assert await cabinet.api.counts() == before
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


async def test_a_submission_carries_its_files_and_a_reply_its_own(cabinet: Cabinet, desk: Desk) -> None:
    first, second = await cabinet.upload("store:S001"), await cabinet.upload("store:S001", fileName="b.png")
    ticket = await cabinet.api.submit("store:S001", desk.world.items["product-use"], attachmentIds=[first])
    replied = await cabinet.api.mutate(
        "store:S001", "replyToTicket", "comment { attachments { id fileName } }",
        ticketId=ticket["id"], body="还有一张", attachmentIds=[second],
    )  # fmt: skip
    assert replied["comment"]["attachments"] == [{"id": second, "fileName": "b.png"}]
    for role in ("store:S001", "wang", "lin"):
        assert [one["id"] for one in await cabinet.files_of(role, ticket["id"])] == [first, second]


async def test_a_file_hangs_on_one_ticket_only(cabinet: Cabinet, desk: Desk) -> None:
    found = await cabinet.upload("store:S001")
    await cabinet.api.submit("store:S001", desk.world.items["product-use"], attachmentIds=[found])
    assert await refusals(cabinet, desk, "store:S001", found) == [("ATTACHMENT_TAKEN", "attachmentIds.0")]


async def test_unknown_foreign_and_unsent_files_are_named_all_at_once(cabinet: Cabinet, desk: Desk) -> None:
    own, foreign = await cabinet.upload("store:S001"), await cabinet.upload("store:S002")
    unsent = (await cabinet.announce("store:S001"))["attachment"]["id"]
    unknown = f"att_{desk.world.items['product-use'].hex}"
    assert await refusals(cabinet, desk, "store:S001", unknown, own, foreign, unsent) == [
        ("NOT_FOUND", "attachmentIds.0"),
        ("NOT_FOUND", "attachmentIds.2"),
        ("ATTACHMENT_NOT_STORED", "attachmentIds.3"),
    ]
    ticket = await cabinet.api.submit("store:S001", desk.world.items["product-use"], attachmentIds=[own])
    assert [one["id"] for one in await cabinet.files_of("store:S001", ticket["id"])] == [own]


async def test_a_file_named_twice_and_more_than_twenty_are_refused(cabinet: Cabinet, desk: Desk) -> None:
    own = await cabinet.upload("store:S001")
    assert await refusals(cabinet, desk, "store:S001", own, own) == [("INVALID_VALUE", "attachmentIds")]
    many = [f"att_{place:032x}" for place in range(21)]
    assert await refusals(cabinet, desk, "store:S001", *many) == [("INVALID_VALUE", "attachmentIds")]


async def test_what_hangs_on_nothing_for_a_day_is_removed(
    cabinet: Cabinet, desk: Desk, clock: StoppedClock
) -> None:
    loose, kept = await cabinet.upload("store:S001"), await cabinet.upload("store:S001")
    await cabinet.announce("store:S001")
    await cabinet.api.submit("store:S001", desk.world.items["product-use"], attachmentIds=[kept])
    clock.advance(timedelta(hours=24) - timedelta(seconds=1))
    assert await cabinet.clean() == 0
    clock.advance(timedelta(seconds=1))
    assert await cabinet.clean() == 2
    assert [path.parent.name for path in cabinet.kept()] == [kept.removeprefix("att_")]
    assert await desk.count("attachments") == 1
    assert await refusals(cabinet, desk, "store:S001", loose) == [("NOT_FOUND", "attachmentIds.0")]


async def test_what_a_crash_left_behind_goes_with_the_repeated_upload(cabinet: Cabinet) -> None:
    announced = await cabinet.announce("store:S001")
    folder = cabinet.home / "attachments" / announced["attachment"]["id"].removeprefix("att_")
    folder.mkdir(parents=True)
    (folder / "orphan").write_bytes(b"bytes that no row names")
    assert (await cabinet.send(announced["uploadUrl"])).status_code == 201
    assert len(cabinet.kept()) == 1


async def test_what_a_crash_left_behind_goes_with_the_unused_announcement(
    cabinet: Cabinet, clock: StoppedClock
) -> None:
    announced = await cabinet.announce("store:S001")
    folder = cabinet.home / "attachments" / announced["attachment"]["id"].removeprefix("att_")
    folder.mkdir(parents=True)
    (folder / "orphan").write_bytes(b"bytes that no row names")
    clock.advance(timedelta(hours=24))
    assert await cabinet.clean() == 1
    assert cabinet.kept() == []


async def test_files_of_a_merged_ticket_go_to_the_one_that_goes_on(cabinet: Cabinet, desk: Desk) -> None:
    own = await cabinet.upload("store:S001")
    item = desk.world.items["product-use"]
    source = await cabinet.api.submit("store:S001", item, attachmentIds=[own])
    target = await cabinet.api.submit("store:S001", item)
    await cabinet.api.mutate("lin", "mergeTickets", sourceId=source["id"], targetId=target["id"])
    assert [one["id"] for one in await cabinet.files_of("lin", target["id"])] == [own]
