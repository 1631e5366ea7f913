"""frontend_contract/ holds what the code says: schema, documents, error codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from graphql import DocumentNode, OperationDefinitionNode, parse, validate

from helpdesk.commands.contract import codes
from helpdesk.kit.errors import HelpdeskError
from helpdesk.schema.build import build, core, sdl
from helpdesk.schema.errors import ErrorCode

CONTRACT = Path(__file__).parents[2] / "frontend_contract"
DOCUMENTS = sorted((CONTRACT / "operations").glob("*.graphql"))
MUTATIONS = sorted(core(build()).mutation_type.fields)


def only_operation(document: DocumentNode) -> OperationDefinitionNode:
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    return operation


def test_the_schema_is_as_the_code_prints_it() -> None:
    assert (CONTRACT / "schema.graphql").read_text() == sdl(), (
        "run `make contract`, mention it in CHANGELOG.md"
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_is_one_named_valid_operation(path: Path) -> None:
    document = parse(path.read_text())
    assert validate(core(build()), document) == []
    name = only_operation(document).name
    assert name is not None
    assert re.sub(r"(?<!^)([A-Z])", r"-\1", name.value).lower() == path.stem


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_each_mutation_has_a_document_that_asks_for_user_errors(mutation: str) -> None:
    name = re.sub(r"([A-Z])", r"-\1", mutation).lower()
    operation = only_operation(parse((CONTRACT / "operations" / f"{name}.graphql").read_text()))
    assert [one.variable.name.value for one in operation.variable_definitions] == ["input"]
    assert re.search(r"userErrors \{\s+code\s+field\s+message\s+retryable\s+\}", operation.loc.source.body)


def test_error_codes_are_as_the_code_has_them() -> None:
    assert (CONTRACT / "error-codes.json").read_text() == codes(), "run `make contract`"


def test_every_error_class_that_the_api_can_answer_with_is_in_the_enum() -> None:
    listed = {member.value for member in ErrorCode}
    ours = {code for code, found in HelpdeskError.classes.items() if found.__module__.startswith("helpdesk.")}
    assert ours == listed


def test_messages_exist_in_both_languages_with_the_same_parameters() -> None:
    for code, found in json.loads(codes()).items():
        english, chinese = found["message"]["en"], found["message"]["zh-CN"]
        assert english, code
        assert chinese, code
        wanted = {name.removesuffix("_en") for name in re.findall(r"\{(\w+)\}", english)}
        assert wanted == {name.removesuffix("_zh") for name in re.findall(r"\{(\w+)\}", chinese)}, code


def test_the_lock_names_no_registry() -> None:
    assert '"resolved"' not in (CONTRACT / "package-lock.json").read_text()


def test_the_package_carries_the_version_that_the_changelog_announces() -> None:
    version = json.loads((CONTRACT / "package.json").read_text())["version"]
    headings = re.findall(r"^## (\S+)", (CONTRACT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == version
