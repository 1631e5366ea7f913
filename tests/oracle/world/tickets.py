"""Tickets in every status, with everything that can hang on one. Named here, so that tests can speak of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import update

from helpdesk.customers import profiles
from helpdesk.kit.channel import Channel
from helpdesk.kit.priority import Priority
from helpdesk.notify import inbox
from helpdesk.notify.models import Notification
from helpdesk.tickets import assignment, conversation, escalation, lifecycle, priorities, relations
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.relations import FlagColour, LinkKind
from tests.oracle.world import configuration, deletions, files, invoices
from tests.oracle.world.stage import ERP, M1, M2, S001, S002, S009, Stage

Tickets = dict[str, Ticket]
BUSY = 23
"""Replies on the ticket with the long conversation: more than a page."""


async def make(stage: Stage) -> Tickets:
    """All tickets, by a name each."""
    made: Tickets = {}
    await customers(stage)
    await conversations(stage, made)
    await ends(stage, made)
    await promises(stage, made)
    await submitters(stage, made)
    await configuration.moved_on(stage)
    await moved(stage, made)
    await configuration.reverted(stage)
    await bonds(stage, made)
    await late(stage, made)
    await read(stage)
    await files.make(stage, made)
    await invoices.make(stage, made)
    await deletions.make(stage, made)
    return made


async def customers(stage: Stage) -> None:
    """With and without phone, name, grade, store."""
    by_phone, by_member = profiles.found_or_made_by_phone, profiles.found_or_made_by_member
    await stage.do(stage.wang, by_member, "M2", None, "S002")
    key_account = await stage.do(stage.wang, by_phone, "13912345678", "刘女士")
    changes: profiles.CustomerChanges = {"grade": profiles.Grade.V, "note": "重点客户", "member_code": "M9"}
    await stage.do(stage.wang, profiles.update_customer, customer_id=key_account.id, changes=changes)
    await stage.do(stage.wang, by_phone, "+442079460000")
    own = await stage.do(stage.wang, by_member, "M1", "王会员", "S001")
    told: profiles.CustomerChanges = {"phone": "13800138000", "grade": profiles.Grade.B}
    await stage.do(stage.wang, profiles.update_customer, customer_id=own.id, changes=told)


async def conversations(stage: Stage, made: Tickets) -> None:
    """NEW, OPEN, waiting on either, snoozed."""
    made["long"] = long = await stage.submit(
        S001, description="很长的对话", tags=["vip", "甲"], channel=Channel.PHONE
    )
    for place in range(BUSY):
        await stage.reply((stage.wang, S001, stage.lin)[place % 3], long, f"第{place}条")
        if place % 6 == 0:
            await note(stage, long, f"内部{place}")
    made["new"] = await stage.submit(M1, channel=Channel.APP_SDK, title="新的")
    made["waiting"] = await stage.submit(M1, "refund", title="Refund of 10", channel=Channel.WEB_FORM)
    await stage.ask(made["waiting"])
    made["third"] = await stage.submit(S001, "invoice", order_code="D1", channel=Channel.EMAIL)
    await stage.do(stage.cfo, conversation.request_information, ticket_id=made["third"].id, question="税务局？",
                   of=conversation.Awaited.THIRD_PARTY)  # fmt: skip
    made["snoozed"] = await stage.submit(S002, "other")
    until = stage.clock.now().replace(hour=1) + timedelta(days=3)
    await stage.do(stage.lin, lifecycle.snooze, ticket_id=made["snoozed"].id, until=until)


async def ends(stage: Stage, made: Tickets) -> None:
    """Solved, reopened, closed, cancelled, declined, followed up, merged."""
    for name, item, by in (
        ("solved", "product-use", S001),
        ("reopened", "refund", M1),
        ("closed", "product-use", M1),
    ):
        made[name] = await stage.submit(by, item, title=f"{name} one")
        await stage.do(stage.lin, lifecycle.solve, ticket_id=made[name].id, resolution=f"{name}: 已处理")
    await stage.do(M1, lifecycle.reopen, ticket_id=made["reopened"].id, reason="还没有好")
    await stage.do(stage.lin, lifecycle.close, ticket_id=made["closed"].id)
    made["follow-up"] = await stage.reply(M1, made["closed"], "又坏了")
    made["cancelled"] = await stage.submit(S001)
    await stage.do(S001, lifecycle.cancel, ticket_id=made["cancelled"].id, reason="不需要了")
    made["source"], made["target"] = await stage.submit(S001), await stage.submit(S001)
    await stage.do(stage.lin, relations.merge, source_id=made["source"].id, target_id=made["target"].id)
    made["declined"] = await stage.submit(S002)
    async with stage.transactor.engine.begin() as connection:  # no verb declines yet
        declined = update(Ticket).where(Ticket.id == made["declined"].id)
        await connection.execute(
            declined.values(status="DECLINED", ended_at=stage.clock.now(), queued_at=None)
        )


async def promises(stage: Stage, made: Tickets) -> None:
    """Clocks in every state, in hours and in business days, those beyond the known holidays too."""
    made["days"] = await stage.submit(S001, "repair-home", form={"orderCode": "D777", "pieces": 3})
    made["days paused"] = await stage.submit(M2, "repair-home", form={"orderCode": "D99"}, order_code="D99")
    await stage.ask(made["days paused"])
    made["far"] = await stage.submit(S001, "slow", title="Due beyond what any calendar knows")
    made["steps"] = await stage.submit(S002, "repair-shop", form={"reason": "按键"}, channel=Channel.WECHAT)
    made["steps taken on"] = await stage.submit(S001, "repair-shop", form={})
    made["urgent"] = await stage.submit(S009, "shipment", form={"orderCode": "D5"}, title="加急 urgent")
    made["key account"] = await stage.submit(
        stage.wang, "refund", phone="13912345678", channel=Channel.PHONE, priority=Priority.LOW
    )
    for _ in range(2):
        await stage.do(S002, priorities.urge, ticket_id=made["steps"].id)
        stage.wait(minutes=11)
    for _ in range(4):
        stage.wait(minutes=6)
        for name in ("steps", "steps taken on"):
            await stage.fire_all(made[name], "FIRST_RESPONSE")
    lead = stage.lin
    await stage.do(lead, escalation.acknowledge, ticket_id=made["steps taken on"].id)
    await stage.reply(lead, made["steps taken on"], "抱歉，久等了")


async def submitters(stage: Stage, made: Tickets) -> None:
    """Everybody who can submit, by every channel."""
    made["member's"] = await stage.submit(
        M2, "shipment", form={"orderCode": "D6", "pieces": 200, "phone": "13812345678"}
    )
    made["for a member"] = await stage.submit(S001, "refund", member_code="M1", order_code="D2", tags=["乙"])
    made["imported"] = await stage.submit(
        ERP, "invoice", store_code="S003", external_id="ERP-1", order_code="D3", channel=Channel.API
    )
    made["caller's"] = await stage.submit(
        stage.wang, phone="13700137000", customer_name="Caller", channel=Channel.DESKTOP_CLIENT
    )
    made["anonymous"] = await stage.submit(stage.wang, "exchange", phone="+442079460000",
                                           form={}, channel=Channel.WEB_CHAT)  # fmt: skip


async def moved(stage: Stage, made: Tickets) -> None:
    """Under another version of the configuration, moved to another group, given to others, queued."""
    made["by version 4"] = await stage.submit(S001, title="第四版")
    made["moved"] = await stage.submit(S001, "refund")
    await stage.do(stage.lin, assignment.move, ticket_id=made["moved"].id, group_id=stage.group("hotline"),
                   reason="错组")  # fmt: skip
    made["by hand"] = await stage.submit(S002)
    await stage.do(
        stage.admin, assignment.assign, ticket_id=made["by hand"].id, assignee_id=stage.world.agents["sun"]
    )
    made["back in line"] = await stage.submit(S001, "invoice", title="发票 invoice")
    await stage.do(stage.cfo, assignment.assign, ticket_id=made["back in line"].id, assignee_id=None)
    await stage.do(
        stage.admin, priorities.change_priority, ticket_id=made["moved"].id, priority=Priority.URGENT
    )


async def bonds(stage: Stage, made: Tickets) -> None:
    """Links both ways, also where one end is out of sight; tags and flags with history."""
    for source, target, kind in (
        ("long", "new", LinkKind.RELATES_TO), ("long", "third", LinkKind.CAUSED_BY),
        ("waiting", "long", LinkKind.DUPLICATES), ("imported", "urgent", LinkKind.RELATES_TO),
    ):  # fmt: skip
        await stage.do(
            stage.admin, relations.link, source_id=made[source].id, target_id=made[target].id, kind=kind
        )
    long = made["long"].id
    await stage.do(stage.lin, relations.change_tags, ticket_id=long, add=["丙"], remove=["甲"])
    for colour, content in (
        (FlagColour.RED, "先看"),
        (FlagColour.BLUE, "已看"),
        (None, ""),
        (FlagColour.GREEN, "好"),
    ):
        await stage.do(stage.wang, relations.set_flag, ticket_id=long, colour=colour, content=content)
    flagged = made["urgent"].id
    await stage.do(stage.lin, relations.set_flag, ticket_id=flagged, colour=FlagColour.CYAN, content="查")
    await stage.do(stage.lin, relations.set_flag, ticket_id=flagged, colour=None, content="")


async def late(stage: Stage, made: Tickets) -> None:
    """Time passes: warnings, breaches, levels, what is met late."""
    stage.wait(hours=3)
    for name in ("new", "steps", "urgent", "by version 4", "key account"):
        for metric in ("FIRST_RESPONSE", "RESOLUTION"):
            await stage.fire_all(made[name], metric)
    await stage.reply(stage.lin, made["new"], "现在才看到")
    await note(stage, made["urgent"], "疑似欺诈")
    stage.wait(days=1, hours=1)
    made["slow"] = await stage.submit(
        S001, "product-use", title="Slow 50%_off 'quoted' \\ \"text\" \U0001f600"
    )


async def read(stage: Stage) -> None:
    """Some notifications were read."""
    rows = await stage.rows(
        Notification.__table__.select()
        .where(Notification.recipient_key.in_([stage.wang.key, stage.zhao.key]))
        .order_by(Notification.at, Notification.id)
        .limit(3)
    )
    for row in rows:
        reader = stage.wang if row.recipient_key == stage.wang.key else stage.zhao
        await stage.do(reader, inbox.mark_read, notification_ids=[row.id])


async def note(stage: Stage, ticket: Ticket, body: str) -> None:
    """Write an internal note."""
    await stage.do(stage.lin, conversation.add_internal_note, ticket_id=ticket.id, body=body)


def ids(made: Tickets) -> dict[str, UUID]:
    """Their ids by name."""
    return {name: ticket.id for name, ticket in made.items()}
