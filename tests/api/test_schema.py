"""What the schema promises to whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
)

from helpdesk.schema.build import build, core

CORE_NAMES = {
    "Query": "viewer node ticket tickets serviceItems navigationMenu customer events notifications",
    "Mutation": "submitTicket replyToTicket addInternalNote assignTicket moveTicket changePriority requestInformation "
    "snoozeTicket solveTicket reopenTicket closeTicket cancelTicket urgeTicket mergeTickets linkTickets addTags "
    "removeTags setFlag acknowledgeEscalation setAvailability publishConfiguration simulateRouting",
    "Subscription": "ticketUpdates notificationReceived",
}


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return core(build())


def test_everything_has_a_description(schema: GraphQLSchema) -> None:
    assert [where for where, text in _described(schema) if not text] == []


def test_each_mutation_says_what_it_needs_and_tells(schema: GraphQLSchema) -> None:
    mutations = schema.mutation_type
    assert mutations is not None
    silent = [name for name, field in mutations.fields.items() if "Needs " not in (field.description or "")]
    assert silent == []
    untold = [
        name
        for name, field in mutations.fields.items()
        if "Events: " not in (field.description or "") and "Changes nothing" not in (field.description or "")
    ]
    assert untold == []


def test_each_mutation_has_an_input_and_a_payload_of_its_own(schema: GraphQLSchema) -> None:
    mutations = schema.mutation_type
    assert mutations is not None
    for name, field in mutations.fields.items():
        own = name[0].upper() + name[1:]
        assert str(field.args["input"].type) == f"{own}Input!"
        assert str(field.type) == f"{own}Payload!"
        payload = schema.get_type(f"{own}Payload")
        assert isinstance(payload, GraphQLObjectType)
        assert str(payload.fields["userErrors"].type) == "[UserError!]!"


@pytest.mark.parametrize(("root", "names"), CORE_NAMES.items())
def test_the_names_that_clients_rely_on_are_there(schema: GraphQLSchema, root: str, names: str) -> None:
    found = schema.get_type(root)
    assert isinstance(found, GraphQLObjectType)
    assert set(names.split()) - set(found.fields) == set()


def _described(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    for name, kind in schema.type_map.items():
        if name.startswith("__") or name in {"String", "Int", "Float", "Boolean", "ID"}:
            continue
        yield name, kind.description
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in kind.fields.items():
                yield f"{name}.{field_name}", field.description
                for argument_name, argument in field.args.items():
                    yield f"{name}.{field_name}({argument_name})", argument.description
        if isinstance(kind, GraphQLInputObjectType):
            for input_name, item in kind.fields.items():
                yield f"{name}.{input_name}", item.description
        if isinstance(kind, GraphQLEnumType):
            yield name, kind.description
