"""Which channels a notification goes by, and when."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.notify.channels import Channel
from helpdesk.notify.inbox import Reason
from helpdesk.notify.planning import Planned, Preferences, Wish, next_at, plan, quiet_over

SHANGHAI = ZoneInfo("Asia/Shanghai")
EMAIL = frozenset({Channel.EMAIL})
NIGHT = {"quiet_from": time(22), "quiet_until": time(8)}
NOON = {"quiet_from": time(12), "quiet_until": time(13, 30)}


def at(wall: str) -> datetime:
    """An instant as the clock on the wall in Shanghai shows it."""
    return datetime.fromisoformat(f"2026-11-{wall}+08:00")


@pytest.mark.parametrize(
    ("hours", "asked", "over"),
    [
        (NIGHT, "16T21:59", "16T21:59"),
        (NIGHT, "16T22:00", "17T08:00"),
        (NIGHT, "17T00:00", "17T08:00"),
        (NIGHT, "17T07:59", "17T08:00"),
        (NIGHT, "17T08:00", "17T08:00"),
        (NOON, "16T11:59", "16T11:59"),
        (NOON, "16T12:00", "16T13:30"),
        (NOON, "16T13:30", "16T13:30"),
        ({}, "16T03:00", "16T03:00"),
        ({"quiet_from": time(8), "quiet_until": time(8)}, "16T08:00", "16T08:00"),
    ],
)
def test_quiet_hours_end_when_they_end(hours: dict[str, time], asked: str, over: str) -> None:
    assert quiet_over(Preferences(**hours), at(asked), SHANGHAI) == at(over)  # type: ignore[arg-type]  # only times


@pytest.mark.parametrize(
    ("reason", "wish", "more", "due", "held"),
    [
        pytest.param(Reason.URGED, Wish.AT_ONCE, {}, "16T23:00", False, id="at once"),
        pytest.param(Reason.URGED, Wish.AT_ONCE, NIGHT, "17T08:00", True, id="quiet"),
        pytest.param(Reason.SLA_ESCALATED, Wish.AT_ONCE, NIGHT, "16T23:00", False, id="urgent passes"),
        pytest.param(
            Reason.SLA_ESCALATED, Wish.AT_ONCE, {**NIGHT, "urgent_passes": False}, "17T08:00", True,
            id="urgent does not pass",
        ),
        pytest.param(Reason.URGED, Wish.DIGEST, {}, "17T09:00", True, id="digest"),
        pytest.param(Reason.SLA_ESCALATED, Wish.DIGEST, NIGHT, "17T09:00", True, id="urgent in a digest"),
        pytest.param(
            Reason.URGED, Wish.DIGEST, {**NIGHT, "digest_at": time(7)}, "17T08:00", True,
            id="a digest in quiet hours",
        ),
    ],
)  # fmt: skip
def test_a_wish_says_when(reason: Reason, wish: Wish, more: dict[str, time], due: str, held: bool) -> None:
    wanted = Preferences({Channel.EMAIL: {reason: wish}}, **more)  # type: ignore[arg-type]  # as above
    found = plan(reason, wanted, EMAIL, at("16T23:00"), SHANGHAI)
    assert found == [Planned(Channel.EMAIL, at(due), held)]


def test_what_is_off_and_what_has_no_channel_goes_nowhere() -> None:
    now = at("16T10:00")
    chosen = Preferences({Channel.EMAIL: {Reason.URGED: Wish.OFF}})
    assert plan(Reason.URGED, chosen, EMAIL, now, SHANGHAI) == []
    assert plan(Reason.SLA_ESCALATED, chosen, EMAIL, now, SHANGHAI) == [], "who chose, chose all of a channel"
    assert plan(Reason.URGED, Preferences(), set(), now, SHANGHAI) == []


def test_who_chose_nothing_is_told_of_escalations_and_not_of_each_assignment() -> None:
    now = at("16T10:00")
    told = {reason for reason in Reason if plan(reason, Preferences(), EMAIL, now, SHANGHAI)}
    assert {Reason.SLA_WARNED, Reason.SLA_BREACHED, Reason.SLA_ESCALATED, Reason.URGED} <= told
    assert not told & {Reason.ASSIGNED, Reason.REPLIED, Reason.STATUS_CHANGED}


@given(
    minutes=st.integers(0, 60 * 24 * 400),
    begins=st.times(),
    ends=st.times(),
    digest=st.times(),
    zone=st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/Berlin", "UTC"]),
)
def test_nothing_is_early_nor_more_than_two_days_late_nor_in_quiet_hours(
    minutes: int, begins: time, ends: time, digest: time, zone: str
) -> None:
    now, where = at("01T00:00") + timedelta(minutes=minutes), ZoneInfo(zone)
    wanted = Preferences({Channel.EMAIL: {Reason.URGED: Wish.DIGEST}}, begins, ends, digest_at=digest)
    [found] = plan(Reason.URGED, wanted, EMAIL, now, where)
    assert now < found.due_at <= now + timedelta(hours=50)
    assert next_at(digest, now, where) <= found.due_at
