"""The comparison finds what is wrong, says where, and leaves open only what the specification does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle.asking import Answer, Asked, House
from tests.oracle.comparing import Expected, differences, explain
from tests.oracle.labels import Labels

RIGHT: Any = {"ticket": {"number": 7, "tags": ["a"], "urged": 1}, "other": None}


@pytest.mark.parametrize(
    ("got", "found"),
    [
        (RIGHT, []),
        ({**RIGHT, "other": 0}, ["other: got 0, wanted None"]),
        (
            {"ticket": {**RIGHT["ticket"], "tags": ["a", "b"]}, "other": None},
            ["ticket.tags: 2 items, wanted 1"],
        ),
        ({"ticket": {**RIGHT["ticket"], "urged": True}, "other": None}, ["ticket.urged: got True, wanted 1"]),
        ({"other": None, "ticket": RIGHT["ticket"]}, ["keys stand in another order"]),
        ({"ticket": RIGHT["ticket"]}, ["other: missing, wanted None"]),
        ({**RIGHT, "more": 1}, ["more: not asked for, got 1"]),
        (None, [f"(all): got None, wanted {RIGHT!r}"]),
    ],
)
def test_data_is_compared_exactly(got: Any, found: list[str]) -> None:
    assert differences(Answer(got), Expected(Answer(RIGHT))) == found


def faults(*given: tuple[str, str]) -> frozenset[tuple[tuple[str | int, ...], str]]:
    return frozenset(
        (tuple(int(one) if one.isdigit() else one for one in path.split(".")), code) for path, code in given
    )


def test_an_error_that_is_not_told_or_not_possible_is_found() -> None:
    data = {"ticket": None, "other": 1}
    wanted = Expected(Answer(data, faults(("ticket.comments", "INVALID_VALUE"))))
    assert differences(Answer(data, wanted.answer.errors), wanted) == []
    assert differences(Answer(data), wanted) == ["ticket: null by an error that was not told"]
    other = Answer(data, faults(("ticket.comments", "INVALID_CURSOR")))
    assert differences(other, wanted) == ["ticket.comments: error INVALID_CURSOR told, none such is possible"]


def test_of_several_errors_under_one_null_either_may_be_told() -> None:
    data = {"ticket": None}
    first, second = (
        faults(("ticket.comments", "INVALID_VALUE")),
        faults(("ticket.timeline", "INVALID_CURSOR")),
    )
    wanted = Expected(Answer(data, first), possible=first | second)
    assert differences(Answer(data, second), wanted) == []
    assert differences(Answer(data, faults(("other", "NOT_ALLOWED"))), wanted) != []


def test_a_failure_can_be_asked_again(house: House, labels: Labels) -> None:
    asked = Asked("query($id: ID!) { ticket(id: $id) { number } }", "wang", {"id": labels.real("tkt_<long>")})
    right = house.ask(asked)
    assert right.data == {"ticket": {"number": 100_001}}
    told = explain(asked, differences(Answer({"ticket": None}), Expected(right)), labels)
    assert "ticket: got None" in told
    assert "'wang'" in told
    assert "tkt_<long>" in told
