"""The demo begins at ten on a working day, whatever the real time, and never goes back."""

from __future__ import annotations

from datetime import datetime

import pytest

from helpdesk.demo.moment import ZONE, start


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("real", "shown", "latest", "begins"),
    [
        pytest.param("2026-11-18T03:00", None, None, "2026-11-18T10:00", id="at night"),
        pytest.param("2026-11-18T23:00", None, None, "2026-11-18T10:00", id="late on a working day"),
        pytest.param("2026-11-21T12:00", None, None, "2026-11-23T10:00", id="on a Saturday"),
        pytest.param("2026-10-01T08:00", None, None, "2026-10-08T10:00", id="on National Day"),
        pytest.param("2026-02-14T12:00", None, None, "2026-02-14T10:00", id="on a swapped Saturday"),
        pytest.param("2026-11-18T12:00", None, "2026-11-18T10:40", "2026-11-19T10:00", id="after its events"),
        pytest.param("2026-11-18T12:00", "2026-11-18T10:40", "2026-11-18T10:36", "2026-11-18T10:40", id="going on"),
        pytest.param("2026-11-18T12:00", "2026-11-18T16:40", "2026-11-18T16:36", "2026-11-19T10:00", id="too late"),
        pytest.param("2026-11-18T12:00", "2026-11-21T11:00", "2026-11-20T11:00", "2026-11-23T10:00", id="weekend"),
    ],
)  # fmt: skip
def test_it_begins_on_a_working_morning(
    real: str, shown: str | None, latest: str | None, begins: str
) -> None:
    found = start(at(real), at(shown) if shown else None, at(latest) if latest else None)
    assert found.astimezone(ZONE) == at(begins)
