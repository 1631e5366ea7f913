"""The mapping is compared with the platform's schema: what does not fit is named by operation and field."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLSchema, build_client_schema, build_schema, introspection_from_schema, print_schema

from helpdesk.commands.mapping_check import check
from helpdesk.kit.settings import SettingsError
from helpdesk.platform import reference
from helpdesk.platform.graphql import Book
from helpdesk.platform.mapping import load, parse

FILE = Path(__file__).parents[1] / "features" / "platform" / "legacy.toml"
SCHEMA = """
type Query { order(code: String!): Order  outcome(key: ID!): Outcome }
type Mutation { deleteOrder(input: Deletion!, dryRun: Boolean!): Outcome }
type Order { code: String!  settlementPeriod: SettlementPeriod!  kind: Kind! }
type SettlementPeriod { code: String! }
enum Kind { BUY }
input Deletion { orderCode: String!  why: String!  kind: Kind }
union Outcome = Done
type Done { reference: String!  at: String! }
"""


def found(**operations: Any) -> list[str]:
    """What is wrong with these operations in that schema."""
    document = {
        "idempotent": False, "queryable": "outcome_of" in operations, "operations": operations,
        "outcomes": {"cases": [{"when": "Done", "is": "done"}]},
    }  # fmt: skip
    return check(Book(parse(document, Path("mapping.toml"))), build_schema(SCHEMA))


CODE = {"type": "String!", "value": "code"}


def test_a_field_that_is_not_there_is_named_by_operation_path_and_type() -> None:
    problems = found(order={"field": "order", "arguments": {"code": CODE}})
    assert "order: `settlementPeriod.closesAt` is not in type SettlementPeriod" in problems
    assert "order: `placedAt` is not in type Order" in problems
    assert not [problem for problem in problems if "`code`" in problem]


def test_a_root_field_that_is_not_there_is_named() -> None:
    assert found(store={"field": "shop"}) == ["store: `shop` is not in type Query"]


def test_arguments_are_compared_by_name_type_and_need() -> None:
    problems = found(
        order={"field": "order", "arguments": {"no": CODE}},
        outcome_of={"field": "outcome", "arguments": {"key": {"type": "String!", "value": "key"}}},
    )
    assert "order: argument `no` is not taken by Query.order" in problems
    assert "order: argument `code` is missing; Query.order wants String!" in problems
    assert "outcome_of: argument `key` is ID!, the mapping says String!" in problems


def test_inputs_are_compared_to_their_last_field_and_value() -> None:
    fields = {
        "orderCode": "order_code",
        "fee": "fee_reference",
        "kind": {"value": "shipped", "enum": {"true": "JOIN"}},
    }
    problems = found(
        delete_order={"field": "deleteOrder", "arguments": {"input": {"type": "Deletion!", "fields": fields}}}
    )
    assert set(problems) == {
        "delete_order: argument `dryRun` is missing; Mutation.deleteOrder wants Boolean!",
        "delete_order: argument `input.why` is missing; Deletion wants String!",
        "delete_order: argument `input.fee` is not in type Deletion",
        "delete_order: argument `input.kind`: JOIN is no value of Kind",
    }


def test_a_case_that_is_no_type_of_the_union_is_named() -> None:
    document = tomllib.loads(reference.MAPPING.read_text("utf-8"))
    document["operations"] = {name: document["operations"][name] for name in ("outcome_of",)}
    document["operations"]["outcome_of"]["arguments"]["key"]["type"] = "ID!"
    problems = check(Book(parse(document, FILE)), build_schema(SCHEMA))
    assert problems == [
        f"outcome_of: `{name}` is no type of Outcome" for name in ("Refused", "PreconditionGone")
    ]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        pytest.param({"idempotent": "perhaps"}, "idempotent: ", id="a wrong value"),
        pytest.param({"nonsense": 1}, "nonsense: ", id="an unknown part"),
        pytest.param({"time_zone": "Mars"}, "time_zone: ", id="no zone"),
        pytest.param({"operations": {"orders": {"field": "x"}}}, "operations.orders: is no operation", id="operation"),
        pytest.param(
            {"operations": {"order": {"field": "order", "arguments": {"no": {"type": "ID!", "value": "nr"}}}}},
            "operations.order.arguments.no: there is no value nr; there are code", id="a value",
        ),
        pytest.param({"queryable": True, "operations": {}}, "queryable: goes with operations.outcome_of", id="query"),
        pytest.param({"key_header": None}, "operations.delete_order: is idempotent, so it needs `key`", id="no key"),
        pytest.param({"shapes": {"order": {"nr": "no"}}}, "shapes.order.nr: is no field", id="a field"),
        pytest.param({"shapes": {"ordre": {"code": "no"}}}, "shapes.ordre: is used by nothing", id="a shape"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_and_the_place_in_it_named(change: dict[str, Any], place: str) -> None:
    document = tomllib.loads(FILE.read_text("utf-8")) | change
    document = {name: value for name, value in document.items() if value is not None}
    with pytest.raises(SettingsError) as refused:
        Book(parse(document, FILE))
    assert place in str(refused.value)
    assert "HELPDESK_PLATFORM_MAPPING" in str(refused.value)


def test_a_file_that_is_not_there_or_no_toml_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("[operations")
    for path, said in ((tmp_path / "none.toml", "cannot be read"), (broken, "is no TOML")):
        with pytest.raises(SettingsError, match=said):
            load(path)


def test_introspection_shows_what_the_check_looks_at() -> None:
    schema: GraphQLSchema = build_schema(SCHEMA)
    assert print_schema(build_client_schema(introspection_from_schema(schema))) == print_schema(schema)
