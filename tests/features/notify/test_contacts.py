"""Where agents are reached is theirs: sealed, shown as a mask, in no event, set by themselves or an administrator."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from helpdesk.events.models import EventRow
from helpdesk.kit.actor import Actor
from helpdesk.kit.errors import InvalidValue, NotAllowed
from helpdesk.notify import preferences
from helpdesk.notify.models import AgentContact
from helpdesk.notify.preferences import ContactChanges, Robot
from helpdesk.notify.robots import RobotKind
from helpdesk.privacy.models import SealedValue
from tests.api.personal import traces
from tests.features.notify.build import ADDRESS, TellingDesk

OWN = "wang@example.org"


async def save(desk: TellingDesk, by: Actor, name: str, email: str | None) -> None:
    """Set somebody's address."""
    await desk.do(by, preferences.save, agent_id=desk.agent_id(name), changes={"email": email})


async def test_an_agent_sets_their_own_address_and_nobody_elses(desk: TellingDesk) -> None:
    await save(desk, desk.wang, "wang", OWN)
    with pytest.raises(NotAllowed):
        await save(desk, desk.wang, "zhao", OWN)
    await save(desk, desk.admin, "zhao", OWN)
    masks = await desk.rows(
        select(AgentContact.email_masked).where(AgentContact.agent_id != desk.agent_id("lin"))
    )
    assert [row.email_masked for row in masks] == ["w****@****.org"] * 2


@pytest.mark.parametrize(
    "wrong", ["", "wang", "wang@", "a@b", "a b@c.de", "a@c.de\nBcc: x@y.de", "王@例子.中国"]
)
async def test_what_is_no_address_is_refused(desk: TellingDesk, wrong: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        await save(desk, desk.wang, "wang", wrong)
    assert refused.value.field == "email"


async def test_an_address_is_kept_sealed_and_deleted_when_it_is_replaced(desk: TellingDesk) -> None:
    await save(desk, desk.wang, "wang", OWN)
    await save(desk, desk.wang, "wang", "other@example.org")
    assert await traces(desk.transactor.engine, {}, [OWN, "other@example.org", ADDRESS]) == []
    kept = await desk.scalars(
        select(SealedValue)
        .where(SealedValue.subject_id == desk.agent_id("wang"))
        .order_by(SealedValue.created_at)
    )
    assert [value.erased_at is None for value in kept].count(True) == 1


async def test_the_log_tells_that_it_changed_and_the_same_again_changes_nothing(desk: TellingDesk) -> None:
    await save(desk, desk.wang, "wang", OWN)
    await save(desk, desk.wang, "wang", OWN)
    told = await desk.rows(
        select(EventRow.data).where(
            EventRow.kind == "agent.contact_saved", EventRow.subject_id == desk.agent_id("wang")
        )
    )
    assert [row.data for row in told] == [{"changed": ["email"]}]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mobile": "12"}, "mobile"),
        ({"robot": Robot(RobotKind.WECOM, "ftp://robot.example.com/")}, "robot.url"),
        ({"robot": Robot(RobotKind.WECOM, "http://robot.example.com/")}, "robot.url"),
        ({"robot": Robot(RobotKind.WECOM, "https://user:secret@robot.example.com/")}, "robot.url"),
        ({"robot": Robot(RobotKind.WECOM, "https://127.0.0.1/")}, "robot.url"),
        ({"robot": Robot(RobotKind.WECOM, "https://[::1]/")}, "robot.url"),
        ({"robot": Robot(RobotKind.WECOM, "https://[::ffff:10.0.0.1]/")}, "robot.url"),
        ({"robot": Robot(RobotKind.WECOM, "https://169.254.169.254/latest")}, "robot.url"),
        ({"robot": Robot(RobotKind.WECOM, "https://robot.example.com/", "secret")}, "robot.secret"),
    ],
)
async def test_what_cannot_be_reached_is_refused_by_its_field(
    desk: TellingDesk, changes: ContactChanges, field: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        await desk.do(desk.wang, preferences.save, agent_id=desk.agent_id("wang"), changes=changes)
    assert refused.value.field == field


async def test_numbers_and_robots_are_kept_sealed(desk: TellingDesk) -> None:
    robot = Robot(RobotKind.DINGTALK, "https://robot.example.com/send?access_token=f00ba4", "SEC77f00d")
    await desk.contact("wang", mobile="138 1234 5678", robot=robot)
    await desk.contact("wang", mobile="+8613812345678", robot=robot)
    assert await traces(desk.transactor.engine, {}, ["13812345678", "f00ba4", "SEC77f00d"]) == []
    [kept] = await desk.scalars(select(AgentContact).where(AgentContact.agent_id == desk.agent_id("wang")))
    assert (kept.mobile_masked, kept.robot_kind) == ("138****5678", "DINGTALK")
    told = await desk.rows(
        select(EventRow.data).where(
            EventRow.kind == "agent.contact_saved", EventRow.subject_id == desk.agent_id("wang")
        )
    )
    assert [row.data for row in told] == [{"changed": ["mobile", "robot"]}]
    assert "f00ba4" not in repr(robot)


async def test_the_addresses_of_who_left_are_deleted(desk: TellingDesk) -> None:
    robot = Robot(RobotKind.DINGTALK, "https://robot.example.com/send?access_token=f00ba4", "SEC77f00d")
    await desk.contact("wang", mobile="13812345678", email=OWN, robot=robot)
    await desk.set_agents("wang", active=False)
    await desk.worker().forget()
    await desk.worker().forget()
    left = await desk.scalars(
        select(SealedValue.id).where(
            SealedValue.subject_id == desk.agent_id("wang"), SealedValue.erased_at.is_(None)
        )
    )
    assert left == []
    kept = await desk.scalars(
        select(AgentContact.email_masked).where(AgentContact.agent_id == desk.agent_id("lin"))
    )
    assert kept == ["l****@****.com"]
