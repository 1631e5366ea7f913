"""The desk of a test."""

from __future__ import annotations

import pytest

from helpdesk.events.work import Transactor
from helpdesk.kit.clock import StoppedClock
from tests.features.tickets.build import Desk
from tests.world import World


@pytest.fixture
def desk(transactor: Transactor, world: World, clock: StoppedClock) -> Desk:
    """Everybody is on duty, nothing was submitted yet."""
    return Desk(transactor, world, clock)
