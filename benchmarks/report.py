"""What is printed and kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import machine, servers
from benchmarks.slices import Figures, ratio

PARTS = ("scale", "timers")
"""Runs of their own, kept beside the one with peers."""
RESULTS = Path(__file__).parent / "results" / "latest.json"


@dataclass(slots=True)
class Report:
    """Collects operations; prints a line for each comparison as it comes."""

    operations: dict[str, Any] = field(default_factory=dict)

    def throughput(self, operation: str, found: Mapping[str, Figures]) -> None:
        """An operation measured in requests a second: a ratio above 1 says that we do more.

        The same by the servers' CPU time is told beside it, which other work on the machine troubles less.
        """
        ratios = {
            name: ratio(found["ours"].rates, figures.rates)
            for name, figures in found.items()
            if name != "ours"
        }
        by_cpu = {name: ratio(found[name].server_cpu, found["ours"].server_cpu) for name in ratios}
        self.keep(operation, {name: figures.summary() for name, figures in found.items()}, ratios, by_cpu)

    def keep(
        self,
        operation: str,
        figures: Mapping[str, Mapping[str, float]],
        ratios: Mapping[str, float],
        by_cpu: Mapping[str, float] | None = None,
    ) -> None:
        """Print an operation's figures and its ratios to ours, and keep them."""
        width = max(map(len, figures))
        for name, one in figures.items():
            told = "  ".join(f"{value:>9,.2f} {unit}" for unit, value in one.items())
            print(f"  {operation}  {name:<{width}}  {told}")
        for peer, value in ratios.items():
            beside = f"   (by CPU time {by_cpu[peer]:.3f})" if by_cpu else ""
            print(f"RATIO {operation} {peer} {value:.3f}{beside}", flush=True)
        self.operations[operation] = {
            "servers": {name: dict(one) for name, one in figures.items()},
            "ratios": {peer: round(value, 4) for peer, value in ratios.items()},
            **(
                {"ratios_by_cpu": {peer: round(value, 4) for peer, value in by_cpu.items()}} if by_cpu else {}
            ),
        }

    def failed(self, operation: str, why: str) -> None:
        """Say and keep that an operation could not be measured."""
        print(f"FAILED {operation}: {why}", flush=True)
        self.operations[operation] = {"failed": why}

    def write(self, sizes: Mapping[str, Any], postgresql: str, *, part: str | None = None) -> None:
        """Write `latest.json`; a `part` (the scale run) is put beside what other runs left there."""
        said = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": machine.facts(),
            "versions": {"postgresql": postgresql, **servers.versions()},
            "sizes": dict(sizes),
            "operations": self.operations,
        }
        before = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        beside = {name: before[name] for name in PARTS if name in before}
        kept = {**before, part: said} if part else {**said, **beside}
        RESULTS.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
