"""A worker that cannot serve its metrics where it was told to says so and does not start."""

from __future__ import annotations

import socket

import pytest

from helpdesk.app import Runtime
from helpdesk.commands import metrics_server
from helpdesk.kit.settings import SettingsError
from tests.conftest import settings_of


async def test_a_port_that_is_taken_is_named(runtime: Runtime) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = settings_of("postgresql://", metrics_port=taken.getsockname()[1])
        with pytest.raises(SettingsError, match="HELPDESK_METRICS_PORT"):
            async with metrics_server.serving(settings, runtime):
                pass
