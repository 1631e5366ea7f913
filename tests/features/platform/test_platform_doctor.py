"""`helpdesk doctor` asks the platform for its schema and compares the mapping with it, over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpdesk.commands import diagnosis
from helpdesk.kit.settings import Settings
from helpdesk.platform import graphql, reference, registry


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both adapters, whichever version of the project is installed."""

    def connect(settings: Settings) -> object:
        return (graphql if settings.platform == "graphql" else reference).connect(settings)

    monkeypatch.setattr(registry, "connect", connect)


async def test_a_mapping_that_fits_is_well(there: Settings) -> None:
    found = await diagnosis.platform(there)
    assert (found.verdict, found.found) == ("ok", f"{there.platform} answers and fits its mapping")


async def test_what_does_not_fit_is_named_by_operation_and_field(there: Settings, tmp_path: Path) -> None:
    text = (there.platform_mapping or reference.MAPPING).read_text("utf-8")
    wrong = tmp_path / "mapping.toml"
    if there.platform == "reference":
        wrong.write_text(text + '\n[shapes.settlement_period]\ncloses_at = "endsAt"\n', "utf-8")
    else:
        wrong.write_text(text.replace('"ends"', '"endsAt"'), "utf-8")
    found = await diagnosis.platform(
        there.model_copy(update={"platform": "graphql", "platform_mapping": wrong})
    )
    assert found.verdict == "fail"
    place, kind = (
        ("period", "Period") if there.platform == "graphql" else ("settlementPeriod", "SettlementPeriod")
    )
    assert f"order: `{place}.endsAt` is not in type {kind}" in found.found
    assert "settlement_period: " in found.found


async def test_a_missing_mapping_file_is_told(settings: Settings) -> None:
    found = await diagnosis.platform(settings.model_copy(update={"platform": "graphql"}))
    assert (found.verdict, "HELPDESK_PLATFORM_MAPPING is not set" in found.found) == ("fail", True)


async def test_operations_that_are_left_out_are_told(there: Settings, tmp_path: Path) -> None:
    fewer = tmp_path / "mapping.toml"
    text = (there.platform_mapping or reference.MAPPING).read_text("utf-8")
    before, rest = text.split("[operations.stores]", 1)
    fewer.write_text(before + rest[rest.index("[operations.") :], "utf-8")
    found = await diagnosis.platform(
        there.model_copy(update={"platform": "graphql", "platform_mapping": fewer})
    )
    assert (found.verdict, found.found.endswith("(not mapped: stores)")) == ("ok", True)
