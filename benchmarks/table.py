"""The results as Markdown, put into docs/performance.md: `python -m benchmarks.table`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.report import PARTS, RESULTS

DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- results: python -m benchmarks.table -->\n", "<!-- end of results -->\n"
UNITS = {
    "requests_per_second": "requests/s",
    "p50_ms": "p50 ms",
    "p99_ms": "p99 ms",
    "worst_ms": "worst ms",
    "server_cpu_ms": "server CPU ms",
    "database_cpu_ms": "PostgreSQL CPU ms",
    "megabytes": "MB",
    "per_second": "per second",
    "late_p50_ms": "late p50 ms",
    "late_p99_ms": "late p99 ms",
    "late_worst_ms": "late worst ms",
    "cpu_seconds_per_minute": "CPU s/min",
    "database_cpu_seconds_per_minute": "PostgreSQL CPU s/min",
    "statements_per_minute": "statements/min",
}


def main() -> None:
    """Write the tables of `latest.json` between the two marks of the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    DOCUMENT.write_text(before + BEGIN + "\n".join(_lines(found)) + "\n" + END + after, encoding="utf-8")


def _lines(found: dict[str, Any]) -> Iterator[str]:
    for run in (found, *(found[part] for part in PARTS if part in found)):
        machine, sizes = run["machine"], run["sizes"]
        what = ", ".join(
            f"{sizes[name]:,} {name}" for name in ("tickets", "timers", "rounds") if name in sizes
        )
        yield (
            f"\nMeasured {run['at'][:10]} on {machine['processor']}, {machine['cores']} cores, PostgreSQL "
            f"{run['versions']['postgresql']}, {what}."
        )
        for name, operation in run["operations"].items():
            yield from _table(name, operation)


def _table(name: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"\n**{name}**\n"
    if "failed" in operation:
        yield f"Not measured: {operation['failed']}."
        return
    servers, ratios = operation["servers"], operation["ratios"]
    units = [unit for unit in UNITS if unit in next(iter(servers.values()))]
    yield "| | " + " | ".join(UNITS[unit] for unit in units) + " | ratio |"
    yield "|---" * (len(units) + 2) + "|"
    for server, figures in servers.items():
        ratio = f"{ratios[server]:.3f}" if server in ratios else "–"
        yield f"| {server} | " + " | ".join(f"{figures[unit]:,}" for unit in units) + f" | {ratio} |"


if __name__ == "__main__":
    main()
