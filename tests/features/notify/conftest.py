"""A desk for every test, and an SMTP server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from pydantic import SecretStr

from helpdesk.events.work import Transactor
from helpdesk.kit.clock import StoppedClock
from helpdesk.notify.mail import Mail
from helpdesk.notify.texts import Texts
from tests.features.notify import servers
from tests.features.notify.build import ADDRESS, TIMEOUT, TellingDesk
from tests.features.notify.servers import Postbox
from tests.world import World

SECRETS = (ADDRESS, "wang@example.org", "13912345678", "13812345678", "k3y", "f00ba4", "SEC1", "SEC77f00d")


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


@pytest.fixture(autouse=True)
def nothing_personal_is_logged(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Whatever happens in a test, no log line holds an address, a number or a key."""
    yield
    said = "".join([*capsys.readouterr(), caplog.text])
    assert [secret for secret in SECRETS if secret in said] == []


def mail(port: int) -> Mail:
    """E-mail by the server at a port."""
    url = SecretStr(f"smtp+plain://127.0.0.1:{port}")
    texts = Texts("https://desk.example.com/tickets/{number}")
    return Mail(url, "helpdesk@example.com", texts, timeout=TIMEOUT)
