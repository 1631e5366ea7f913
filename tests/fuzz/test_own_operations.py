"""The limits are for others: every operation of the contract runs in production, with its largest pages."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.fuzz.drawing import OPERATIONS, Values, variables, written
from tests.fuzz.target import Target, require_typed
from tests.fuzz.test_frames import opened, until

LIMITS = {"BAD_REQUEST", "QUERY_TOO_COSTLY", "TOO_MANY_OPERATIONS"}


def asked(path: Path, target: Target) -> dict[str, Any]:
    """The operation with values that its types allow, and pages as large as can be."""
    text = path.read_text("utf-8")
    given = variables(text, Values(Random(path.stem), target.ids, junk=0))
    return {"query": text, "variables": given | {name: 100 for name in ("first", "last") if name in given}}


def is_subscription(path: Path) -> bool:
    """Whether it travels over a socket alone."""
    return "\nsubscription " in path.read_text("utf-8")


@pytest.mark.parametrize(
    "path", [one for one in OPERATIONS if not is_subscription(one)], ids=lambda path: path.stem
)
def test_no_limit_refuses_an_operation_of_the_contract(target: Target, path: Path) -> None:
    body = require_typed(target.post(written(asked(path, target))))
    assert "data" in body, body
    assert not LIMITS & {error["extensions"]["code"] for error in body.get("errors", ())}, body


def test_no_limit_refuses_a_subscription_of_the_contract(target: Target) -> None:
    paths = [one for one in OPERATIONS if is_subscription(one)]
    assert paths
    with opened(target, "admin") as socket:
        for path in paths:
            payload = {"query": path.read_text("utf-8")}
            socket.send(json.dumps({"id": path.stem, "type": "subscribe", "payload": payload}))
        socket.send('{"id": "last", "type": "subscribe", "payload": {"query": "{ __typename }"}}')
        seen = until(socket, lambda message: message.get("id") == "last" and message["type"] == "complete")
    assert isinstance(seen, list)
    assert [message for message in seen if message["type"] == "error"] == []
