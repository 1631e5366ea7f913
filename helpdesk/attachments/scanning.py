"""The hook for a virus scanner: an entry point of `helpdesk.scanners`, or the host's own."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Protocol

from helpdesk.kit.settings import Settings, SettingsError

GROUP = "helpdesk.scanners"


class Scanner(Protocol):
    """Looks at a whole file before it is kept."""

    async def __call__(self, content: bytes, *, content_type: str) -> str | None:
        """What was found in it, for the log; None when the file is clean.

        Whatever it raises refuses the upload for now: an unscanned file is not kept.
        """


def connect(settings: Settings) -> Scanner | None:
    """The scanner that HELPDESK_SCANNER names; none by default. Raises SettingsError.

    An entry point is a function `connect(settings) -> Scanner`.
    """
    if settings.scanner is None:
        return None
    for point in entry_points(group=GROUP, name=settings.scanner):
        opened: Callable[[Settings], Scanner] = point.load()
        return opened(settings)
    known = ", ".join(sorted(point.name for point in entry_points(group=GROUP))) or "none"
    raise SettingsError(f"HELPDESK_SCANNER: there is no scanner {settings.scanner!r}; installed: {known}")
