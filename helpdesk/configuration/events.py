"""What happens to the configuration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from helpdesk.events.log import Event


@dataclass(frozen=True, slots=True)
class ConfigurationPublished(Event):
    """A version came into force. `changed` lists `kind/key` of each entry that differs from before."""

    kind = "configuration.published"

    version: int
    title: str
    reverts_to: int | None
    changed: list[str]


@dataclass(frozen=True, slots=True)
class DraftCreated(Event):
    """A draft was begun on a version."""

    kind = "configuration_draft.created"

    title: str
    base_version: int


@dataclass(frozen=True, slots=True)
class DraftChanged(Event):
    """An entry of a draft was set or removed; before and after are whole documents."""

    kind = "configuration_draft.changed"

    entry: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class DraftDiscarded(Event):
    """A draft was given up."""

    kind = "configuration_draft.discarded"

    title: str
