"""The application with files under a folder of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from helpdesk.app import Runtime
from helpdesk.kit.clock import StoppedClock
from tests.features.attachments.build import Cabinet, opened
from tests.features.tickets.build import Desk
from tests.world import World


@pytest.fixture
async def cabinet(runtime: Runtime, tmp_path: Path) -> AsyncIterator[Cabinet]:
    """Uploads and downloads over the real application."""
    async with opened(runtime, tmp_path) as found:
        yield found


@pytest.fixture
def desk(runtime: Runtime, world: World, clock: StoppedClock) -> Desk:
    """The desk behind it."""
    return Desk(runtime.transactor, world, clock)
