"""Every GraphQL example of the documents is valid against the schema, and the tables of roles are true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import parse, validate

from helpdesk.accounts.roles import DEFAULT_ROLES
from helpdesk.kit.actor import Permission
from helpdesk.schema.build import build, core

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_BLOCK = re.compile(r"^```graphql\n(.*?)^```", re.MULTILINE | re.DOTALL)


def examples() -> Iterator[object]:
    """Every block, by its document and line."""
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        for block in _BLOCK.finditer(text):
            yield pytest.param(block[1], id=f"{document.name}:{text.count(chr(10), 0, block.start()) + 2}")


@pytest.mark.parametrize("document", list(examples()))
def test_an_example_is_valid(document: str) -> None:
    assert validate(core(build()), parse(document)) == []


@pytest.mark.parametrize("name", ["admin.md", "admin.zh-CN.md"])
def test_the_table_of_roles_is_true(name: str) -> None:
    rows = re.findall(
        r"^\| `([a-z_.]+)` \| [^|]+ \|(.*)\|$", (ROOT / "docs" / name).read_text("utf-8"), re.MULTILINE
    )
    told = {permission: [cell.strip() == "●" for cell in cells.split("|")] for permission, cells in rows}
    assert told == {
        permission.value: [permission.value in role["permissions"] for role in DEFAULT_ROLES]
        for permission in Permission
    }
