"""A desk with call plans for every test."""

from __future__ import annotations

import pytest

from helpdesk.events.work import Transactor
from helpdesk.kit.clock import StoppedClock
from tests.features.calls.build import CallDesk
from tests.world import World


@pytest.fixture
def desk(transactor: Transactor, world: World, clock: StoppedClock) -> CallDesk:
    """A desk whose people call."""
    return CallDesk(transactor, world, clock)
