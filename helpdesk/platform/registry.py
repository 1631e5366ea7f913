"""Finding the adapter that the settings name. A platform is one entry point of `helpdesk.platforms`."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

from helpdesk.kit.settings import Settings
from helpdesk.platform.errors import UnknownPlatform
from helpdesk.platform.port import Platform

GROUP = "helpdesk.platforms"
NONE = "none"
"""What `HELPDESK_PLATFORM` says where there is nobody to ask."""
Connect = Callable[[Settings], Platform]


def known() -> tuple[str, ...]:
    """The names that are installed."""
    return tuple(sorted({point.name for point in entry_points(group=GROUP)}))


def connect(settings: Settings) -> Platform:
    """The platform that `HELPDESK_PLATFORM` names, ready to be asked. Raises UnknownPlatform.

    Opens no connection yet. An entry point is a function `connect(settings) -> Platform`.
    """
    points = entry_points(group=GROUP, name=settings.platform)
    if not points:
        raise UnknownPlatform(name=settings.platform, known=", ".join(known()) or "none")
    opened: Connect = next(iter(points)).load()
    return opened(settings)
