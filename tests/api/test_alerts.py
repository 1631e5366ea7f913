"""The alerts of docs/alerts.yaml ask for metrics that are there, and docs/operations.md tells of all of both."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from helpdesk.app import Runtime
from helpdesk.commands.serve import JobTransactor
from tests.api.conftest import Api

ROOT = Path(__file__).parents[2]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "docs" / "alerts.yaml").read_text("utf-8"))["groups"]
    for rule in group["rules"]
]
_METRIC = re.compile(r"\b(?:helpdesk|process)_\w+")
_ENDINGS = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}


@pytest.fixture
async def names(api: Api, runtime: Runtime) -> dict[str, tuple[str, ...]]:
    """Every metric of an API and of a worker, by the name under which it is told, with those it is asked by."""
    body = (await api.client.get("/metrics")).text
    kinds = {family.name: family.type for family in text_string_to_metric_families(body)}
    jobs = JobTransactor(runtime, "postgresql://", asyncio.get_running_loop())
    kinds |= {family.name: family.type for family in jobs.usage()}
    found = {}
    for name, kind in kinds.items():
        asked = tuple(name + ending for ending in _ENDINGS.get(kind, ("",)))
        found[asked[0] if kind == "counter" else name] = asked
    return found


async def test_operations_tells_of_every_metric(names: dict[str, tuple[str, ...]]) -> None:
    section = OPERATIONS.partition("## Metrics")[2].partition("\n## ")[0]
    told = {
        name
        for line in section.splitlines()
        if line.startswith("| `helpdesk_")
        for name in _METRIC.findall(line.split("|")[1])
    }
    assert told == {name for name in names if name.startswith("helpdesk_") and not name.endswith("_created")}


async def test_alerts_ask_for_metrics_that_are_there(names: dict[str, tuple[str, ...]]) -> None:
    there = {one for asked in names.values() for one in asked}
    for rule in RULES:
        asked = set(_METRIC.findall(rule["expr"]))
        assert asked, rule["alert"]
        assert asked <= there, rule["alert"]


def test_every_alert_is_told_with_what_to_do_in_both_languages() -> None:
    section = OPERATIONS.partition("## Alerts")[2].partition("\n## ")[0]
    told = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert told == [rule["alert"] for rule in RULES]
    for rule in RULES:
        assert set(rule["annotations"]) == {"summary", "summary_zh", "todo", "todo_zh"}, rule["alert"]
        assert rule["labels"]["severity"] in {"page", "ticket"}
