"""`helpdesk privacy`."""

from __future__ import annotations

from helpdesk.kit import keys
from tests.commands.conftest import Run


def test_a_new_key_can_be_set_as_it_is_printed(run: Run) -> None:
    [one], [other] = (keys.read(run("privacy", "key").output.strip()) for _ in range(2))
    assert one.secret != other.secret
