"""The machine: which core does what, what processes cost, and the facts that belong beside a figure."""

from __future__ import annotations

import os
import platform
import resource
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
USABLE = sorted(os.sched_getaffinity(0))
FILES = 20_000
"""How many files (sockets) a process may hold open: 5,000 subscribers and room."""


def cores() -> tuple[set[int], set[int]]:
    """The core of the server that is measured, and the one of PostgreSQL and the load generator.

    On a machine of one core they share it, and figures are worth little.
    """
    return {USABLE[0]}, {USABLE[1] if len(USABLE) > 1 else USABLE[0]}


@contextmanager
def pinned(to: set[int]) -> Iterator[None]:
    """Processes that are started inside stay on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, to)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def raise_file_limit() -> None:
    """Let this process and its children hold `FILES` files open, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def cpu_seconds(pid: int) -> float:
    """User and system time of a process with all of its threads, in seconds (resolution 10 ms)."""
    return sum(_times(pid)[:2]) / TICKS


def family_cpu_seconds(pid: int) -> float:
    """The same of a process and its children, also of those that ended and were waited for."""
    own = sum(_times(pid))
    return (own + sum(sum(_times(child)) for child in _children(pid))) / TICKS


def resident_megabytes(pid: int) -> float:
    """Memory that a process occupies (RSS), in megabytes of 10^6 bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * PAGE / 1e6


def facts() -> dict[str, object]:
    """What a figure depends on; neither names nor paths of this machine."""
    memory = os.sysconf("SC_PHYS_PAGES") * PAGE
    return {
        "processor": _processor(),
        "cores": len(USABLE),
        "memory_gigabytes": round(memory / 1e9, 1),
        "kernel": platform.release().partition("-")[0],
        "python": platform.python_version(),
    }


def _times(pid: int) -> tuple[int, int, int, int]:
    """utime, stime, cutime and cstime in ticks; zeros for a process that just went."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return (0, 0, 0, 0)
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]), int(fields[12]), int(fields[13]), int(fields[14]))


def _children(pid: int) -> Iterable[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except FileNotFoundError:
        return ()
    return [int(one) for one in listed.split()]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="ascii").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
