"""docs/platform.md shows the very mapping that the adapter's tests run with, and tells every operation and shape."""

from __future__ import annotations

import re
from pathlib import Path

from helpdesk.platform.contract import OPERATIONS, SHAPES
from helpdesk.platform.notices import NAMES

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "platform.md").read_text("utf-8")


def test_the_example_is_the_mapping_that_is_tested() -> None:
    [example] = re.findall(r"^```toml\n(.*?)^```", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert example == (ROOT / "tests" / "features" / "platform" / "legacy.toml").read_text("utf-8")


def test_every_operation_shape_and_kind_of_notice_is_told() -> None:
    for name in (*OPERATIONS, *SHAPES, *(kind.value for kind in NAMES)):
        assert f"`{name}`" in DOCUMENT, name
    for operation, contract in OPERATIONS.items():
        for value in contract.values:
            assert f"`{value}`" in DOCUMENT, f"{operation}: {value}"
