"""`helpdesk demo`: set up from nothing, the main job and the other scenarios played, everything stopped."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from helpdesk.cli import main
from helpdesk.demo.scenarios import MAIN, SCENARIOS
from helpdesk.kit import embedded
from tests.processes.fleet import free_port

HELPDESK = Path(sys.executable).parent / "helpdesk"
READY_SECONDS = 150.0


class Demo:
    """The command, at a home and ports of its own."""

    def __init__(self, home: Path, port: int | None = None) -> None:
        self.home = home
        ours = {name: value for name, value in os.environ.items() if not name.startswith("HELPDESK_")}
        self.environment = ours | {
            "HELPDESK_HOME": str(home),
            "HELPDESK_PORT": str(port or free_port()),
            "HELPDESK_PLATFORM_URL": f"http://127.0.0.1:{free_port()}/graphql",
            "COLUMNS": "160",
            "PYTHONUNBUFFERED": "1",
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        return subprocess.run(
            [HELPDESK, "demo", *arguments], env=self.environment, capture_output=True, text=True, timeout=240,
            check=False,
        )  # fmt: skip

    @contextmanager
    def up(self) -> Iterator[str]:
        """Everything running, its main job played; what it said until then. Ctrl-C ends it."""
        written = self.home / "said.txt"
        with written.open("w") as output:
            running = subprocess.Popen([HELPDESK, "demo"], env=self.environment, stdout=output, stderr=output)
        try:
            end = time.monotonic() + READY_SECONDS
            while "The demo is up." not in (said := written.read_text()):
                assert running.poll() is None, f"{said}\n{self.logs()}"
                assert time.monotonic() < end, f"{said}\n{self.logs()}"
                time.sleep(0.2)
            yield said
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(60)
        assert running.returncode == 0, written.read_text()

    def logs(self) -> str:
        """What the demo's processes wrote."""
        return "\n".join(
            f"{path.name}:\n{path.read_text(errors='replace')[-3000:]}"
            for path in self.home.glob("logs/*.log")
        )


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that the embedded server's user may enter, too."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-demo-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
        embedded.stop(Path(name))


def test_the_demo_shows_its_scenarios_from_nothing_and_stops_all(home: Path) -> None:
    demo = Demo(home)
    alone = "purchase-invoice"
    with demo.up() as said:
        shows_the_main_job(said)
        for name in sorted(SCENARIOS.keys() - {MAIN, alone}):
            done = CliRunner().invoke(main, ["demo", "scenario", name], env=demo.environment)
            shows_a_scenario(name, done.exit_code, f"{done.output}\n{demo.logs()}")
    assert embedded.running_url(home) is None, "the embedded server was left running"
    again = demo.run("scenario", alone)
    assert "one is started for this scenario alone" in again.stdout
    assert day_shown(again.stdout) == day_shown(said), "it goes on where it was"
    shows_a_scenario(alone, again.returncode, f"{again.stdout}\n{again.stderr}\n{demo.logs()}")
    assert embedded.running_url(home) is None, "the embedded server was left running"


def day_shown(said: str) -> str:
    """The day on which the demo begins."""
    return re.findall(r"Clock: (.*) \d\d:\d\d in Shanghai", said)[0]


def shows_the_main_job(said: str) -> None:
    for happened in ("warned at 75 %", "promise broken", "escalation level 1", "escalation level 2",
                     "escalation level 3"):  # fmt: skip
        assert said.count(f"{happened}: told") == 1, said
    assert re.search(r"shows it \d+ ms after it was sent", said)
    assert "once and in order, though it was cut off" in said
    assert "before → after" in said
    assert "All 8 checks held" in said


CHECKS = {
    "member-change": 7,
    "mobile-change": 7,
    "password-reset": 5,
    "order-deletion": 7,
    "purchase-invoice": 6,
}


def shows_a_scenario(name: str, code: int, said: str) -> None:
    assert code == 0, said
    assert f"All {CHECKS[name]} checks held" in said, said


@pytest.mark.parametrize(("asked", "code"), [((), 0), (("world-peace",), 1)], ids=["none", "unknown"])
def test_scenarios_are_listed_to_who_names_none_that_there_is(asked: tuple[str, ...], code: int) -> None:
    listed = CliRunner().invoke(main, ["demo", "scenario", *asked])
    assert listed.exit_code == code
    told = [line.split()[0] for line in listed.stdout.splitlines()[1:]]
    assert told == list(SCENARIOS)


def test_a_taken_port_is_named_with_the_way_out(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        demo = Demo(home, port=taken.getsockname()[1])
        refused = demo.run("--once")
        scenario = CliRunner().invoke(main, ["demo", "scenario", MAIN], env=demo.environment)
    assert (refused.returncode, scenario.exit_code) == (1, 1)
    assert "HELPDESK_PORT" in refused.stderr
    assert "HELPDESK_PORT" in scenario.stderr
