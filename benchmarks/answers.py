"""Same answers or no measurement: what each server says, brought to one form and compared.

One form means: ids as 32 hex digits, instants as UTC text to the millisecond, PostgreSQL's big integers as
numbers. PostGraphile's flat columns are put where our schema has an object: `requesterKind`/`requesterKey`,
`authorKind`/`authorKey`, a timer's columns as the state that they mean, and `nodes` of timers as the list.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

_ID = re.compile(
    r"(?:[a-z]{3}_)?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\Z"
)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_NUMBERS = {"number", "urged", "version"}


class DifferentAnswers(SystemExit):
    """A peer says something else than we do; nothing is measured."""


def require_equal(operation: str, answers: dict[str, Any]) -> None:
    """Raise DifferentAnswers unless every server's body has the data of ours and no errors."""
    shaped = {name: _data(operation, name, body) for name, body in answers.items()}
    ours = shaped["ours"]
    if not _holds_something(ours):
        raise DifferentAnswers(f"{operation}: there is nothing in our answer to compare")
    for name, found in shaped.items():
        if found != ours:
            place = _difference(ours, found, "data")
            raise DifferentAnswers(f"{operation}: {name} answers differently at {place}")


def _data(operation: str, name: str, body: Any) -> Any:
    if "errors" in body:
        raise DifferentAnswers(f"{operation}: {name} answers with errors: {str(body['errors'])[:500]}")
    return one_form(body["data"])


def one_form(value: Any, name: str = "") -> Any:
    """A JSON value in the form in which answers are compared."""
    if isinstance(value, dict):
        return {key: one_form(item, key) for key, item in _nested(value).items()}
    if isinstance(value, list):
        return [one_form(item, name) for item in value]
    return _text(value, name) if isinstance(value, str) else value


def _text(value: str, name: str) -> Any:
    if name in _NUMBERS:
        return int(value)
    if found := _ID.match(value):
        return "".join(found.groups())
    if _INSTANT.match(value):
        return datetime.fromisoformat(value).astimezone(UTC).isoformat(timespec="milliseconds")
    return value


def _nested(value: dict[str, Any]) -> dict[str, Any]:
    """PostGraphile's flat columns as our objects; anything else as it is."""
    shaped = dict(value)
    if "requesterKind" in shaped:
        shaped["requester"] = {"kind": shaped.pop("requesterKind"), "key": shaped.pop("requesterKey")}
        shaped["timers"] = [_timer(one) for one in shaped["timers"]["nodes"]]
    if "authorKind" in shaped:
        shaped["author"] = {
            "kind": shaped.pop("authorKind"), "key": shaped.pop("authorKey"), "agent": shaped.pop("agent")
        }  # fmt: skip
    return shaped


def _timer(row: dict[str, Any]) -> dict[str, Any]:
    if row["breachedAt"] is not None:
        state = {"__typename": "Breached", "at": row["breachedAt"]}
    else:
        state = {
            "RUNNING": {"__typename": "Running", "dueAt": row["dueAt"]},
            "PAUSED": {"__typename": "Paused", "since": row["pausedAt"]},
            "MET": {"__typename": "Met", "at": row["metAt"]},
            "CANCELLED": {"__typename": "Cancelled", "at": row["anchor"]},
        }[row["phase"]]
    return {"id": row["id"], "metric": row["metric"], "state": state}


def _holds_something(data: Any) -> bool:
    root = next(iter(data.values()))
    return bool(root) and bool(root.get("nodes", True))


def _difference(ours: Any, theirs: Any, path: str) -> str:
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        key = next(key for key in ours if ours[key] != theirs[key])
        return _difference(ours[key], theirs[key], f"{path}.{key}")
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        index = next(i for i, (one, other) in enumerate(zip(ours, theirs, strict=True)) if one != other)
        return _difference(ours[index], theirs[index], f"{path}[{index}]")
    return f"{path}: ours {str(ours)[:200]}, theirs {str(theirs)[:200]}"
