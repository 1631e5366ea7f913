"""Who holds a position: the table of docs/domain.md §1 (vacant, absent, deputy, one level up)."""

from __future__ import annotations

from uuid import UUID

import pytest

from helpdesk.accounts.organisation import Absence, Level, Post, Seat, holder

PEOPLE = {name: UUID(int=number) for number, name in enumerate("abcdef", start=1)}
NAMES = {agent_id: name for name, agent_id in PEOPLE.items()} | {None: "-"}
AWAY = {"!": Absence.ON_LEAVE, "x": Absence.INACTIVE}


def seat(text: str) -> Seat:
    """`a` is there, `a!` on leave, `ax` inactive, `-` vacant."""
    if text == "-":
        return Seat(None, Absence.VACANT)
    return Seat(PEOPLE[text[0]], AWAY[text[1]] if text[1:] else None)


def chain(text: str) -> list[Post]:
    """`G:a b / D:- c / C:d -` as posts, lowest first."""
    kinds = {"G": "GROUP", "D": "DEPARTMENT", "C": "COMPANY"}
    posts = []
    for part in text.split(" / "):
        kind, _, seats = part.partition(":")
        manager, deputy = seats.split()
        posts.append(Post(kinds[kind], kind, seat(manager), seat(deputy)))
    return posts


@pytest.mark.parametrize(
    ("organisation", "level", "found", "passed"),
    [
        pytest.param("G:a b / D:c d / C:e f", 1, "a", [], id="the group's manager"),
        pytest.param("G:a b / D:c d / C:e f", 2, "c", [], id="the department's"),
        pytest.param("G:a b / D:c d / C:e f", 3, "e", [], id="the company's"),
        pytest.param("G:- b / D:c d / C:e f", 1, "b", ["- VACANT"], id="vacant: the deputy"),
        pytest.param("G:a! b / D:c d / C:e f", 1, "b", ["a ON_LEAVE"], id="on leave: the deputy"),
        pytest.param("G:ax b / D:c d / C:e f", 1, "b", ["a INACTIVE"], id="inactive: the deputy"),
        pytest.param(
            "G:- - / D:c d / C:e f", 1, "c", ["- VACANT", "- VACANT"], id="no deputy: one level up"
        ),
        pytest.param(
            "G:a! bx / D:- d / C:e f", 1, "d", ["a ON_LEAVE", "b INACTIVE", "- VACANT"],
            id="one level up, its deputy",
        ),
        pytest.param(
            "G:a b / D:- - / C:e! f", 2, "f", ["- VACANT", "- VACANT", "e ON_LEAVE"], id="up to the top"
        ),
        pytest.param("G:a b / D:c d / D:e f", 2, "c", [], id="the nearest of nested departments"),
        pytest.param(
            "G:a b / D:- - / D:e f", 2, "e", ["- VACANT", "- VACANT"], id="up within nested departments"
        ),
        pytest.param("G:a b / C:e f", 2, "e", ["- VACANT"], id="no department: the company"),
        pytest.param("G:a b / D:c d", 3, None, ["- VACANT"], id="no company: nobody, never downwards"),
        pytest.param("G:a b", 2, None, ["- VACANT"], id="a group alone has nobody above"),
        pytest.param(
            "G:- a! / C:bx -", 1, None, ["- VACANT", "a ON_LEAVE", "b INACTIVE", "- VACANT"],
            id="nobody anywhere",
        ),
    ],
)  # fmt: skip
def test_a_position_passes_to_the_deputy_then_one_level_up(
    organisation: str, level: Level, found: str | None, passed: list[str]
) -> None:
    result = holder(chain(organisation), level)
    assert result.agent_id == (PEOPLE[found] if found else None)
    assert [f"{NAMES[step.agent_id]} {step.why}" for step in result.substituted] == passed


def test_the_record_names_every_seat_that_was_passed_over() -> None:
    record = holder(chain("G:a! - / D:c d"), 1).record()
    assert record["position"] == "DEPARTMENT D manager"
    assert [step["position"] for step in record["substituted"]] == ["GROUP G manager", "GROUP G deputy"]
