"""Who gets which file, for how long, and what the record says of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from helpdesk.attachments import viewing
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.clock import StoppedClock
from helpdesk.tickets.models import Ticket
from tests.api.conftest import token
from tests.features.attachments.build import JPEG, PNG, Cabinet, code
from tests.features.tickets.build import Desk

ID_CARD = {"purpose": "ID_CARD_COPY", "fileName": "王小明身份证.jpg"}


async def with_id_card(cabinet: Cabinet, desk: Desk) -> tuple[str, str]:
    """A ticket of a store with an ID-card copy, for the hotline group; ids of ticket and file."""
    found = await cabinet.upload("store:S001", JPEG, **ID_CARD)
    ticket = await cabinet.api.submit(
        "store:S001", desk.world.items["product-use"], memberCode="M1", attachmentIds=[found]
    )
    return ticket["id"], found


async def views(cabinet: Cabinet, ticket_id: str, role: str = "lin") -> list[tuple[str, str]]:
    """Who got what of sensitive files, by the timeline."""
    query = """query($id: ID!) { ticket(id: $id) { timeline { nodes { kind actorKey data } } } }"""
    nodes = (await cabinet.api.data(role, query, id=ticket_id))["ticket"]["timeline"]["nodes"]
    return [(one["actorKey"], one["data"]["how"]) for one in nodes if one["kind"] == "attachment.viewed"]


async def test_a_photo_is_for_those_who_see_the_ticket(cabinet: Cabinet, desk: Desk) -> None:
    found = await cabinet.upload("store:S001")
    ticket = await cabinet.api.submit("store:S001", desk.world.items["product-use"], attachmentIds=[found])
    for role in ("store:S001", "wang", "lin", "head"):
        [file] = await cabinet.files_of(role, ticket["id"])
        for url in (file["downloadUrl"], (await cabinet.open(role, found))["downloadUrl"]):
            given = await cabinet.get(url)
            assert (given.status_code, given.content) == (200, PNG)
    for role in ("store:S002", "member:M2", "qian"):
        refused = (await cabinet.open(role, found))["userErrors"]
        assert [(error["code"], error["field"]) for error in refused] == [("NOT_FOUND", "attachmentId")]
        assert (await cabinet.api.data(role, "query($id: ID!) { node(id: $id) { id } }", id=found))[
            "node"
        ] is None
    assert await views(cabinet, ticket["id"]) == []


async def test_a_file_is_sent_so_that_no_browser_runs_it(cabinet: Cabinet) -> None:
    found = await cabinet.upload("store:S001", fileName='a"\r\nb;图.png')
    given = await cabinet.get((await cabinet.open("store:S001", found))["downloadUrl"])
    assert given.headers["content-disposition"] == "attachment; filename*=UTF-8''a%22b%3B%E5%9B%BE.png"
    assert given.headers["content-type"] == "image/png"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["content-security-policy"].startswith("sandbox")
    assert given.headers["content-length"] == str(len(PNG))


async def test_a_file_that_hangs_on_nothing_is_its_uploaders_alone(cabinet: Cabinet) -> None:
    found = await cabinet.upload("store:S001", JPEG, **ID_CARD)
    for role in ("store:S002", "lin", "admin", "integration"):
        assert [one["code"] for one in (await cabinet.open(role, found))["userErrors"]] == ["NOT_FOUND"]
    url = (await cabinet.open("store:S001", found))["downloadUrl"]
    assert (await cabinet.get(url, "store:S001")).content == JPEG


async def test_an_id_card_is_for_the_group_and_its_managers_alone(cabinet: Cabinet, desk: Desk) -> None:
    ticket_id, found = await with_id_card(cabinet, desk)
    for role in ("wang", "lin", "head", "deputy", "boss"):
        url = (await cabinet.open(role, found))["downloadUrl"]
        assert (await cabinet.get(url, role)).content == JPEG
    for role in ("store:S001", "member:M1", "admin", "integration"):
        refused = (await cabinet.open(role, found))["userErrors"]
        assert [one["code"] for one in refused] == ["ATTACHMENT_CONFIDENTIAL"]
        [file] = await cabinet.files_of(role, ticket_id)
        assert (file["sensitive"], file["fileName"], file["downloadUrl"]) == (True, None, None)
    for role in ("store:S002", "qian", "cfo"):
        assert [one["code"] for one in (await cabinet.open(role, found))["userErrors"]] == ["NOT_FOUND"]


async def test_each_link_to_an_id_card_and_each_download_is_on_the_tickets_record(
    cabinet: Cabinet, desk: Desk
) -> None:
    ticket_id, found = await with_id_card(cabinet, desk)
    url = (await cabinet.open("wang", found))["downloadUrl"]
    await cabinet.get(url, "wang")
    await cabinet.get(url, "wang")
    assert await views(cabinet, ticket_id) == [(desk.wang.key, "LINK"), *[(desk.wang.key, "DOWNLOAD")] * 2]
    assert await views(cabinet, ticket_id, "store:S001") == []
    [file] = await cabinet.files_of("wang", ticket_id)
    assert file["downloadUrl"] is None  # a query would leave no trace
    [ticket] = await desk.scalars(select(Ticket))
    assert "身份证" not in str([event.data for event in await desk.events(ticket)])


async def test_who_followed_the_link_opened_the_document(cabinet: Cabinet, desk: Desk) -> None:
    _, found = await with_id_card(cabinet, desk)
    wang, key = desk.world.agents["wang"], UUID(found.removeprefix("att_"))
    url = (await cabinet.open("wang", found))["downloadUrl"]
    assert not await desk.do(SYSTEM, viewing.opened_by, key, wang)
    await cabinet.get(url, "wang")
    assert await desk.do(SYSTEM, viewing.opened_by, key, wang)
    assert not await desk.do(SYSTEM, viewing.opened_by, key, desk.world.agents["zhao"])


async def test_a_download_link_is_the_callers_own(cabinet: Cabinet, desk: Desk) -> None:
    ticket_id, found = await with_id_card(cabinet, desk)
    url = (await cabinet.open("wang", found))["downloadUrl"]
    assert code(await cabinet.get(url)) == (401, "TOKEN_MISSING")
    assert code(await cabinet.get(url, "zhao")) == (403, "LINK_REFUSED")
    assert code(await cabinet.get(url.replace("agent%3A", "store%3A"), "wang")) == (403, "LINK_REFUSED")
    assert await views(cabinet, ticket_id) == [(desk.wang.key, "LINK")]


async def test_a_download_link_is_good_for_five_minutes(cabinet: Cabinet, clock: StoppedClock) -> None:
    found = await cabinet.upload("store:S001")
    url = (await cabinet.open("store:S001", found))["downloadUrl"]
    clock.advance(timedelta(minutes=5) - timedelta(seconds=1))
    assert (await cabinet.get(url)).status_code == 200
    clock.advance(timedelta(seconds=1))
    assert code(await cabinet.get(url)) == (403, "LINK_EXPIRED")


async def test_a_link_takes_or_gives_and_never_both(cabinet: Cabinet) -> None:
    announced = await cabinet.announce("store:S001")
    assert code(await cabinet.get(announced["uploadUrl"])) == (403, "LINK_REFUSED")
    await cabinet.send(announced["uploadUrl"])
    url = (await cabinet.open("store:S001", announced["attachment"]["id"]))["downloadUrl"]
    assert code(await cabinet.send(url)) == (403, "LINK_REFUSED")


async def test_who_left_the_group_downloads_nothing_by_an_old_link(cabinet: Cabinet, desk: Desk) -> None:
    _, found = await with_id_card(cabinet, desk)
    url = (await cabinet.open("wang", found))["downloadUrl"]
    zhao = f"agt_{desk.world.agents['zhao'].hex}"
    group = f"grp_{desk.world.groups['hotline'].hex}"
    await cabinet.api.mutate("admin", "setGroupMembers", "group { id }", groupId=group, agentIds=[zhao])
    assert (await cabinet.get(url, "wang")).status_code in {403, 404}


async def test_an_id_card_is_encrypted_at_rest_and_a_photo_is_not(cabinet: Cabinet, desk: Desk) -> None:
    await with_id_card(cabinet, desk)
    [kept] = cabinet.kept()
    assert b"ID card" in JPEG
    assert b"ID card" not in kept.read_bytes()
    assert JPEG[:20] not in kept.read_bytes()


async def test_bytes_that_were_exchanged_on_the_disk_are_not_given(cabinet: Cabinet, desk: Desk) -> None:
    _, found = await with_id_card(cabinet, desk)
    url = (await cabinet.open("wang", found))["downloadUrl"]
    [kept] = cabinet.kept()
    kept.write_bytes(kept.read_bytes()[:-1] + b"\0")
    assert code(await cabinet.get(url, "wang")) == (503, "ATTACHMENT_UNREADABLE")


@pytest.mark.parametrize("days", [180])
async def test_an_id_card_is_deleted_after_its_ticket_ended_long_enough_ago(
    cabinet: Cabinet, desk: Desk, clock: StoppedClock, days: int
) -> None:
    ticket_id, found = await with_id_card(cabinet, desk)
    photo = await cabinet.upload("store:S001")
    await cabinet.api.mutate(
        "store:S001", "replyToTicket", ticketId=ticket_id, body="图", attachmentIds=[photo]
    )
    clock.advance(timedelta(days=400))
    assert await cabinet.clean() == 0  # it is still open
    await cabinet.api.mutate("lin", "cancelTicket", ticketId=ticket_id, reason="不需要了")
    clock.advance(timedelta(days=days))
    assert await cabinet.clean() == 0
    clock.advance(timedelta(seconds=1))
    assert await cabinet.clean() == 1
    assert [path.parent.name for path in cabinet.kept()] == [photo.removeprefix("att_")]
    [gone, kept] = await cabinet.files_of("lin", ticket_id)
    assert (gone["id"], gone["state"], gone["fileName"], kept["state"]) == (found, "DELETED", None, "STORED")
    assert [one["code"] for one in (await cabinet.open("wang", found))["userErrors"]] == ["NOT_FOUND"]


async def test_files_of_who_is_forgotten_are_given_at_once_no_more(cabinet: Cabinet, desk: Desk) -> None:
    ticket_id, found = await with_id_card(cabinet, desk)
    url = (await cabinet.open("wang", found))["downloadUrl"]
    await cabinet.api.mutate("lin", "cancelTicket", ticketId=ticket_id, reason="不需要了")
    customer = (await cabinet.api.data("wang", '{ customer(memberCode: "M1") { id } }'))["customer"]
    forgotten = await cabinet.api.mutate(
        "admin", "eraseCustomer", "customer { erasedAt }", customerId=customer["id"], reason="本人要求"
    )
    assert forgotten["customer"]["erasedAt"] is not None
    assert code(await cabinet.get(url, "wang")) == (404, "NOT_FOUND")
    assert await cabinet.clean() == 1
    assert cabinet.kept() == []


async def test_asking_for_the_head_of_a_file_does_not_count_as_opening_it(
    cabinet: Cabinet, desk: Desk
) -> None:
    ticket_id, found = await with_id_card(cabinet, desk)
    url = (await cabinet.open("wang", found))["downloadUrl"]
    headed = await cabinet.api.client.head(url, headers={"Authorization": f"Bearer {token('wang')}"})
    assert (headed.status_code, headed.headers["allow"]) == (405, "GET, PUT, POST")
    assert await views(cabinet, ticket_id) == [(desk.wang.key, "LINK")]
