"""A platform is found by the name of its entry point."""

from __future__ import annotations

import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from helpdesk.kit.settings import Settings
from helpdesk.platform import registry
from helpdesk.platform.errors import UnknownPlatform
from helpdesk.platform.graphql import GraphqlPlatform

ROOT = Path(__file__).parents[3]


@pytest.fixture
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "third_party-1.0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: third-party\nVersion: 1.0\n")
    points = "[helpdesk.platforms]\nthird = helpdesk.platform.reference:connect\n"
    (package / "entry_points.txt").write_text(points)
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.usefixtures("_installed")
async def test_a_third_partys_entry_point_is_a_platform() -> None:
    assert "third" in registry.known()
    platform = registry.connect(Settings(mode="test", platform="third"))
    assert isinstance(platform, GraphqlPlatform)
    await platform.aclose()


@pytest.mark.usefixtures("_installed")
def test_an_unknown_name_is_refused_and_the_known_ones_are_listed() -> None:
    with pytest.raises(UnknownPlatform) as unknown:
        registry.connect(Settings(mode="test", platform="magento"))
    assert "'magento'" in str(unknown.value)
    assert "third" in str(unknown.value)


def test_every_platform_that_the_project_declares_can_be_loaded() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = project["entry-points"][registry.GROUP]
    assert "reference" in declared
    for name, value in declared.items():
        assert callable(EntryPoint(name, value, registry.GROUP).load())
