"""The demo's settings: those of the environment, with what a newcomer need not set."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from helpdesk.kit.settings import Settings, SettingsError, load

SECRET_FILE = "demo-secret"  # noqa: S105 - a file's name
WEBHOOK_SECRET_FILE = "demo-webhook-secret"  # noqa: S105 - so too


def demo_settings(home: Path | None = None) -> Settings:
    """Settings in demo mode, with a token secret of this demo's own. Raises SettingsError.

    `HELPDESK_CLOCK` is left out: the demo moves the shared clock itself.
    """
    if os.environ.get("HELPDESK_MODE", "demo") != "demo":
        raise SettingsError("HELPDESK_MODE is set to something else than demo; unset it to run the demo.")
    home = (home or Path(os.environ.get("HELPDESK_HOME", ".helpdesk"))).expanduser().absolute()
    stated = os.environ.get("HELPDESK_TOKEN_SECRET")
    return load(
        mode="demo", home=home, clock=None, token_secret=stated or _own_secret(home, SECRET_FILE),
        platform_webhook_secrets=os.environ.get("HELPDESK_PLATFORM_WEBHOOK_SECRETS")
        or f"whsec_{_own_secret(home, WEBHOOK_SECRET_FILE)}",
    )  # fmt: skip


def child_environment(settings: Settings) -> dict[str, str]:
    """The environment in which the demo's processes run: the same settings for all."""
    assert settings.token_secret is not None  # noqa: S101 - demo_settings sets one
    inherited = {name: value for name, value in os.environ.items() if name != "HELPDESK_CLOCK"}
    return inherited | {
        "HELPDESK_MODE": settings.mode,
        "HELPDESK_HOME": str(settings.home),
        "HELPDESK_TOKEN_SECRET": settings.token_secret.get_secret_value(),
        "HELPDESK_PLATFORM_WEBHOOK_SECRETS": ",".join(
            secret.get_secret_value() for secret in settings.platform_webhook_secrets
        ),
        "PYTHONUNBUFFERED": "1",
    }


def _own_secret(home: Path, name: str) -> str:
    """A secret made once for each home, so that printed tokens outlive a restart."""
    home.mkdir(parents=True, exist_ok=True)
    kept = home / name
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(base64.b64encode(secrets.token_bytes(36)).decode(), encoding="utf-8")
    return kept.read_text(encoding="utf-8").strip()
