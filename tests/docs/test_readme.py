"""The settings are told as they are, and the README quotes code that is there."""

from __future__ import annotations

import re
from pathlib import Path

from helpdesk.kit.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text("utf-8")
_SETTING = re.compile(r"^\| `HELPDESK_([A-Z0-9_]+)` \| (?:`([^`]*)`)? ?\| .+ \|$", re.MULTILINE)
_QUOTE = re.compile(r"`([\w/]+\.py)`:\n\n```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
_UNSET = ("", "None", "()")


def test_every_setting_is_told_with_its_default() -> None:
    told = {name.lower(): default for name, default in _SETTING.findall(SETTINGS)}
    kept = {}
    for name, setting in Settings.model_fields.items():
        default = setting.default
        shown = str(default.get_secret_value() if hasattr(default, "get_secret_value") else default)
        kept[name] = "" if shown in _UNSET else shown
    assert told == kept
    assert list(told) == list(kept)


def test_every_quote_is_in_its_file() -> None:
    quotes = _QUOTE.findall(README)
    assert len(quotes) == README.count("```python")
    for name, quote in quotes:
        assert quote in (ROOT / name).read_text("utf-8"), f"{name} does not say:\n{quote}"


def test_it_stays_short() -> None:
    assert len(README.splitlines()) < 270
