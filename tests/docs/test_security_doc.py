"""docs/security.md names tests that are there, in both languages the same, and tells the truth where none can."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "docs" / "security.md", ROOT / "docs" / "security.zh-CN.md"]
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_STARTING = re.compile(r"\b(subprocess|os\.system|os\.popen|create_subprocess_\w+|pty\.spawn)\b")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_is_named_is_there(document: Path) -> None:
    named = _TEST.findall(document.read_text("utf-8"))
    assert len(named) > 40
    for path, name in named:
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        assert name in {
            one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
        }, f"{path} has no {name}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_item_is_shown_by_a_test(document: Path) -> None:
    for part in document.read_text("utf-8").split("\n## ")[2:]:
        for row in re.findall(r"^\| .+ \|$", part, re.MULTILINE)[1:]:
            assert _TEST.search(row), row


def test_both_languages_name_the_same_tests() -> None:
    english, chinese = (_TEST.findall(one.read_text("utf-8")) for one in DOCUMENTS)
    assert english == chinese


def test_no_program_is_started_for_a_caller() -> None:
    commands = {ROOT / "helpdesk" / "commands", ROOT / "helpdesk" / "demo"}
    for path in (ROOT / "helpdesk").rglob("*.py"):
        if not commands & set(path.parents) and path.name != "embedded.py":
            assert not _STARTING.search(path.read_text("utf-8")), path
