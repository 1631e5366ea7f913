"""Frames of subscriptions over a real socket: what they were when the golden documents were kept."""

from __future__ import annotations

from typing import Any

import pytest

from helpdesk.app import Runtime
from helpdesk.kit.clock import StoppedClock
from tests.api.socket_client import serving
from tests.conftest import settings_of
from tests.oracle.asking import Answer
from tests.oracle.callers import bearer
from tests.oracle.conftest import Clone
from tests.oracle.goldens import Case, cases, shown
from tests.oracle.labels import Labels


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases("streams")])
async def test_following(case: Case, clone: Clone, request: pytest.FixtureRequest) -> None:
    with clone() as made:
        runtime = Runtime.build(settings_of(made.url), made.url, clock=StoppedClock(made.now))
        async with serving(runtime) as server, server.socket() as socket:
            labels = Labels.of(made)
            asked = case.asked(labels)
            await socket.begin(bearer(asked.caller))
            await socket.subscribe("1", asked.query, **asked.variables)
            frames = [await socket.receive() for _ in range(case.frames)]
    answer = [shown(Answer.read(told(frame)), labels) for frame in frames]
    if request.config.getoption("--regenerate"):
        case.keep(answer)
    assert answer == case.answer


def told(frame: dict[str, Any]) -> dict[str, Any]:
    """A frame's payload; one that refuses the operation as an answer with nothing but errors."""
    payload = frame["payload"]
    return {"errors": payload} if frame["type"] == "error" else payload
