"""Policies as their admin writes them."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from helpdesk.kit.priority import Priority
from helpdesk.sla.policy import PolicyDocument, terms
from helpdesk.sla.terms import BusinessDays, ClockKind, Metric

CHANNEL, OFFICE = UUID(int=8), UUID(int=7)


def promise(**more: Any) -> dict[str, Any]:
    return {
        "metric": "RESOLUTION",
        "clock": "BUSINESS",
        "targets": {"NORMAL": "PT8H", "URGENT": {"business_days": "1/2"}},
        **more,
    }


def policy(*promises: dict[str, Any], **more: Any) -> PolicyDocument:
    return PolicyDocument.model_validate(
        {
            "id": UUID(int=1),
            "name": {"zh": "标准", "en": "Standard"},
            "calendar_id": OFFICE,
            "promises": promises,
            **more,
        }
    )


def test_a_priority_without_a_target_of_its_own_has_the_normal_one() -> None:
    found = policy(promise()).promise(Metric.RESOLUTION)
    assert found is not None
    assert [found.target(priority) for priority in Priority] == [
        timedelta(hours=8), timedelta(hours=8), timedelta(hours=8), BusinessDays(business_days=Fraction(1, 2)),
    ]  # fmt: skip


def test_what_is_not_said_has_the_departments_defaults() -> None:
    of = policy(promise(escalation=[{}]))
    assert (of.waiting_limit_days, of.reopen_within) == (Fraction(5), timedelta(days=7))
    assert of.promises[0].warn_percent == 75
    assert of.promises[0].escalation[0].after == timedelta(0)


def test_terms_pin_version_and_calendar() -> None:
    of = policy(promise(), promise(metric="FIRST_RESPONSE", clock="ONLINE", targets={"NORMAL": "PT30S"}))
    pinned = terms(of, 3, Metric.RESOLUTION, Priority.URGENT, online_calendar_id=CHANNEL)
    assert pinned is not None
    assert (pinned.configuration_version, pinned.calendar_id, pinned.clock) == (3, OFFICE, ClockKind.BUSINESS)
    assert terms(of, 3, Metric.NEXT_RESPONSE, Priority.NORMAL) is None


@pytest.mark.parametrize(("online", "calendar"), [(CHANNEL, CHANNEL), (None, OFFICE)])
def test_an_online_clock_goes_by_the_channels_calendar_if_it_has_one(
    online: UUID | None, calendar: UUID
) -> None:
    of = policy(promise(metric="FIRST_RESPONSE", clock="ONLINE", targets={"NORMAL": "PT30S"}))
    pinned = terms(of, 3, Metric.FIRST_RESPONSE, Priority.HIGH, online_calendar_id=online)
    assert pinned is not None
    assert pinned.calendar_id == calendar


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"targets": {"HIGH": "PT1H"}}, "RESOLUTION needs a target for NORMAL"),
        ({"targets": {"NORMAL": "PT0S"}}, "promises no time at all"),
        ({"targets": {"NORMAL": {"business_days": "0"}}}, "promises no time at all"),
        ({"targets": {"NORMAL": "-PT1H"}}, "greater than or equal to 0"),
        ({"targets": {"NORMAL": "soon"}}, "NORMAL"),
        ({"targets": {"NORMAL": "PT1H", "LATER": "PT1H"}}, "LATER"),
        ({"clock": "WALL"}, "only a BUSINESS clock can"),
        (
            {
                "clock": "ONLINE",
                "targets": {"NORMAL": "PT1H"},
                "escalation": [{"after": {"business_days": 1}}],
            },
            "only",
        ),
        ({"warn_percent": 100}, "less than or equal to 99"),
        ({"warn_percent": 0}, "greater than or equal to 1"),
        ({"escalation": [{"after": "-PT1S"}]}, "greater than or equal to 0"),
        ({"escalation": [{}] * 10}, "at most 9"),
    ],
)
def test_a_promise_that_makes_no_sense_is_refused(wrong: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        policy(promise(**wrong))


def test_a_metric_is_promised_once() -> None:
    with pytest.raises(ValidationError, match="promised twice"):
        policy(promise(), promise())


def test_a_policy_reads_back_as_it_was_written() -> None:
    of = policy(promise(escalation=[{"after": "PT30M", "reassign": True}]), waiting_limit_days="5/2")
    written = of.model_dump(mode="json")
    assert written["promises"][0]["targets"] == {"NORMAL": "PT8H", "URGENT": {"business_days": "1/2"}}
    assert written["waiting_limit_days"] == "5/2"
    assert PolicyDocument.model_validate(written) == of
