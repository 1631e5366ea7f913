"""Servers are measured only when they say the same: what counts as the same, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.answers import DifferentAnswers, require_equal

OURS: dict[str, Any] = {
    "data": {
        "ticket": {
            "id": "tkt_0190a1b2c3d47e5f8a9b0c1d2e3f4a5b",
            "number": 100001,
            "createdAt": "2026-11-20T10:00:00+08:00",
            "requester": {"kind": "MEMBER", "key": "member:M1"},
            "timers": [
                {
                    "id": "tmr_0190a1b2c3d47e5f8a9b0c1d2e3f4a5c",
                    "metric": "RESOLUTION",
                    "state": {"__typename": "Running", "dueAt": "2026-11-21T10:00:00.500Z"},
                }
            ],
        }
    }
}
FLAT: dict[str, Any] = {
    "data": {
        "ticket": {
            "id": "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
            "number": "100001",
            "createdAt": "2026-11-20T02:00:00+00:00",
            "requesterKind": "MEMBER",
            "requesterKey": "member:M1",
            "timers": {
                "nodes": [
                    {
                        "id": "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5c",
                        "metric": "RESOLUTION",
                        "phase": "RUNNING",
                        "dueAt": "2026-11-21T10:00:00.5+00:00",
                        "pausedAt": None,
                        "metAt": None,
                        "breachedAt": None,
                        "anchor": "2026-11-20T02:00:00+00:00",
                    }
                ]
            },
        }
    }
}


def test_the_same_facts_in_other_words_are_the_same_answer() -> None:
    require_equal("detail", {"ours": OURS, "postgraphile": FLAT})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        pytest.param("number", "100002", id="another number"),
        pytest.param("createdAt", "2026-11-20T02:00:01+00:00", id="a second later"),
        pytest.param("requesterKey", "member:M2", id="another requester"),
        pytest.param("timers", {"nodes": []}, id="no timers"),
    ],
)
def test_a_different_answer_is_refused(field: str, value: object) -> None:
    theirs = {"data": {"ticket": {**FLAT["data"]["ticket"], field: value}}}
    with pytest.raises(DifferentAnswers, match="postgraphile answers differently"):
        require_equal("detail", {"ours": OURS, "postgraphile": theirs})


def test_errors_are_no_answer() -> None:
    with pytest.raises(DifferentAnswers, match="answers with errors"):
        require_equal("detail", {"ours": OURS, "postgraphile": {**FLAT, "errors": [{"message": "no"}]}})


def test_two_empty_answers_compare_nothing() -> None:
    empty = {"data": {"tickets": {"nodes": []}}}
    with pytest.raises(DifferentAnswers, match="nothing"):
        require_equal("inbox", {"ours": empty, "mercurius": empty})
