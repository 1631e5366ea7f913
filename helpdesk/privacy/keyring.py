"""The keys of one process: from its settings, or, in demo and test mode, made once and kept under HELPDESK_HOME."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from helpdesk.kit import keys
from helpdesk.kit.keys import Key
from helpdesk.kit.settings import Settings, SettingsError


@dataclass(frozen=True, slots=True)
class Keyring:
    """The first key of each kind is the one that new values get; all of them open and recognise."""

    sealing: tuple[Key, ...] = field(repr=False)
    lookup: tuple[Key, ...] = field(repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Keyring:
        """The keys that the settings name. Raises SettingsError in production without them."""
        return cls(
            sealing=_keys(settings, "HELPDESK_SEALING_KEYS", settings.sealing_keys),
            lookup=_keys(settings, "HELPDESK_LOOKUP_KEYS", settings.lookup_keys),
        )


def _keys(settings: Settings, variable: str, stated: tuple[Key, ...]) -> tuple[Key, ...]:
    if stated:
        return stated
    if settings.mode == "production":
        raise SettingsError(
            f"{variable} is not set: phone numbers, ID numbers and bank cards could not be kept.\n"
            f"Make a key with `helpdesk privacy key`, set it as {variable}=<key> for every process, and keep it safe:\n"
            "what is sealed with it cannot be opened without it."
        )
    return keys.read(_kept(settings.home, variable.removeprefix("HELPDESK_").lower().replace("_", "-")))


def _kept(home: Path, name: str) -> str:
    """The home's own key. Of processes that start at once the first makes it for all."""
    path = home.expanduser() / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{name}-{secrets.token_hex(8)}")
        with open(draft, "x", opener=_for_owner_alone, encoding="ascii") as file:
            file.write(keys.made("home"))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")


def _for_owner_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
