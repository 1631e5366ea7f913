"""Public ids: `<prefix>_<32 hex digits>` (design: GraphQL conventions)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.kit import ids
from helpdesk.kit.ids import InvalidId

PREFIXES = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=3)


@given(PREFIXES, st.uuids())
def test_an_id_is_read_as_it_was_written(prefix: str, value: object) -> None:
    public = ids.encode(prefix, value)
    assert ids.decode(prefix, public) == value
    assert ids.split(public) == (prefix, value)


def test_new_ids_are_of_version_seven_and_grow() -> None:
    made = [ids.new_id() for _ in range(1000)]
    assert {one.version for one in made} == {7}
    assert made == sorted(made)
    assert len(set(made)) == 1000


HEX = "0189" * 8


@pytest.mark.parametrize(
    "text",
    [
        "", "tkt", "tkt_", HEX, f"agt_{HEX}", f"TKT_{HEX}", f"tkt_{HEX.upper()}F", f"tkt-{HEX}", f"tkt_{HEX}0",
        f"tkt_{HEX[:-1]}", f" tkt_{HEX}", f"tkt_{HEX}\n", f"tkt_{HEX}\x00", "\ud800", "x" * 100_000,
        "tkt_" + "\uff10" * 32,
    ],
)  # fmt: skip
def test_any_other_text_is_refused_with_its_field_and_not_repeated_at_length(text: str) -> None:
    with pytest.raises(InvalidId) as refused:
        ids.decode("tkt", text, field="ticketId")
    assert refused.value.field == "ticketId"
    assert len(refused.value.message("en").encode()) < 500


@given(st.text(st.characters()))
def test_random_text_is_no_id(text: str) -> None:
    with pytest.raises(InvalidId):
        ids.split(text)
