"""A desk for every test, and an SMTP server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from helpdesk.events.work import Transactor
from helpdesk.kit.clock import StoppedClock
from helpdesk.notify.mail import Mail
from helpdesk.notify.texts import Texts
from tests.features.notify import servers
from tests.features.notify.build import TIMEOUT, TellingDesk
from tests.features.notify.servers import Postbox
from tests.world import World


@pytest.fixture
async def desk(transactor: Transactor, world: World, clock: StoppedClock) -> TellingDesk:
    """Lin, who leads the hotline, has an e-mail address."""
    made = TellingDesk(transactor, world, clock)
    await made.reach("lin")
    return made


@pytest.fixture
async def box() -> AsyncIterator[Postbox]:
    """An SMTP server."""
    async with servers.smtp() as found:
        yield found


def mail(port: int) -> Mail:
    """E-mail by the server at a port."""
    url = SecretStr(f"smtp+plain://127.0.0.1:{port}")
    texts = Texts("https://desk.example.com/tickets/{number}")
    return Mail(url, "helpdesk@example.com", texts, timeout=TIMEOUT)
