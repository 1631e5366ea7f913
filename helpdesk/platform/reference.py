"""The adapter for the reference platform: its mapping file, shipped."""

from __future__ import annotations

from pathlib import Path

from helpdesk.kit.settings import Settings
from helpdesk.platform.graphql import GraphqlPlatform
from helpdesk.platform.mapping import load
from helpdesk.platform.port import Platform

MAPPING = Path(__file__).with_name("reference.toml")


def connect(settings: Settings) -> Platform:
    """The reference platform at `HELPDESK_PLATFORM_URL`; no connection is opened yet."""
    return GraphqlPlatform.of(settings, load(MAPPING))
