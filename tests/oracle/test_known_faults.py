"""Faults that the golden documents once showed; each stays mended."""

from __future__ import annotations

import psycopg
import pytest

from helpdesk.kit import paging
from tests.oracle.asking import Asked, House, opened
from tests.oracle.conftest import Clone
from tests.oracle.labels import Labels


@pytest.mark.parametrize(
    ("query", "path"),
    [
        (
            "query($id: ID!, $after: String) { ticket(id: $id) { timeline(after: $after) { nodes { id } } } }",
            ("ticket", "timeline"),
        ),
        (
            "query($after: String) { configurationVersions(after: $after) { nodes { number } } }",
            ("configurationVersions",),
        ),
    ],
)
@pytest.mark.parametrize("value", [True, False, 1.0, "1", None])
def test_a_cursor_of_another_kind_of_value_is_no_cursor_of_a_numbered_list(
    query: str, path: tuple[str, ...], value: object, house: House, labels: Labels
) -> None:
    sent = {"id": labels.real("tkt_<long>"), "after": paging.encode([value])}
    answer = house.ask(Asked(query, variables={name: sent[name] for name in sent if f"${name}" in query}))
    assert answer.errors == {(path, "INVALID_CURSOR")}


def test_links_made_at_one_instant_have_an_order(clone: Clone) -> None:
    document = """query($id: ID!) { ticket(id: $id) { links { isSource kind ticket { number } } } }"""
    with clone() as made, opened(made) as house:
        asked = Asked(document, variables={"id": f"tkt_{made.tickets['long'].hex}"})
        with psycopg.connect(made.url) as connection:
            for low in (9, 3, 7, 1):  # written neither in the order of their ids nor against it
                connection.execute(
                    "INSERT INTO ticket_links (id, kind, at, source_id, target_id) SELECT %s::uuid, 'RELATES_TO', "
                    "timestamptz '2026-11-16T10:00:00Z', %s, id FROM tickets WHERE number = 100010 + %s",
                    [f"00000000-0000-7000-8000-00000000000{low}", made.tickets["long"], low],
                )
        links = house.ask(asked).data["ticket"]["links"]
    made_at_once = [number for link in links if (number := link["ticket"]["number"]) > 100_010]
    assert made_at_once == [100_011, 100_013, 100_017, 100_019]


def test_a_notification_of_no_escalation_has_no_level(house: House) -> None:
    query = "{ notifications(first: 100) { nodes { reason level } } }"
    levels: dict[str, set[int | None]] = {}
    for caller in ("wang", "lin", "zhao", "boss", "head", "cfo"):
        for one in house.ask(Asked(query, caller)).data["notifications"]["nodes"]:
            levels.setdefault(one["reason"], set()).add(one["level"])
    assert {reason for reason, found in levels.items() if None in found} == set(levels) - {"SLA_ESCALATED"}
    assert min(level for level in levels["SLA_ESCALATED"] if level is not None) == 1


def test_introspection_says_which_inputs_are_one_of(house: House) -> None:
    query = """{
        __schema { types { kind name isOneOf fields { type { kind isOneOf ofType { isOneOf } } } } }
    }"""
    answer = house.ask(Asked(query))
    assert not answer.errors
    types = {one["name"]: one for one in answer.data["__schema"]["types"]}
    assert types["RoutingConditionInput"]["isOneOf"] is True
    assert types["ReplyToTicketInput"]["isOneOf"] is False
    others = [one["isOneOf"] for one in types.values() if one["kind"] != "INPUT_OBJECT"]
    assert set(others) == {None}
