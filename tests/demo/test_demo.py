"""`helpdesk demo --once`: everything set up from nothing, the scenario played, everything stopped."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.kit import embedded
from tests.processes.fleet import free_port

HELPDESK = Path(sys.executable).parent / "helpdesk"


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that the embedded server's user may enter, too."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-demo-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
        embedded.stop(Path(name))


def demo(home: Path, *arguments: str, port: int | None = None) -> subprocess.CompletedProcess[str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("HELPDESK_")}
    return subprocess.run(
        [HELPDESK, "demo", "--home", str(home), *arguments],
        env={
            **ours,
            "HELPDESK_PORT": str(port or free_port()),
            "HELPDESK_PLATFORM_URL": f"http://127.0.0.1:{free_port()}/graphql",
            "COLUMNS": "160",
        },
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_the_demo_shows_the_main_job_from_nothing_and_stops_all(home: Path) -> None:
    played = demo(home, "--once")
    told = played.stdout
    assert played.returncode == 0, f"{told}\n{played.stderr}\n{logs(home)}"
    for happened in ("warned at 75 %", "promise broken", "escalation level 1", "escalation level 2",
                     "escalation level 3"):  # fmt: skip
        assert told.count(f"{happened}: told") == 1, told
    assert re.search(r"shows it \d+ ms after it was sent", told)
    assert "once and in order, though it was cut off" in told
    assert "before → after" in told
    assert "All 8 checks held" in told
    assert embedded.running_url(home) is None, "the embedded server was left running"


def test_a_taken_port_is_named_with_the_way_out(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = demo(home, "--once", port=taken.getsockname()[1])
    assert refused.returncode == 1
    assert "HELPDESK_PORT" in refused.stderr


def logs(home: Path) -> str:
    """What the demo's processes wrote."""
    return "\n".join(
        f"{path.name}:\n{path.read_text(errors='replace')[-3000:]}" for path in home.glob("logs/*.log")
    )
