"""A test per role and per operation: what is allowed, and that nothing happened when it was not.

A mutation or query that `rights` does not list fails here.
"""

from __future__ import annotations

from typing import Any

import pytest

from helpdesk.accounts import tokens
from helpdesk.accounts.tokens import CallerRole
from helpdesk.kit.clock import StoppedClock
from helpdesk.schema.build import build, core
from tests.actors import store_manager
from tests.api.conftest import SIGNING, Api, token
from tests.api.rights import MUTATIONS, QUERIES, ROLES, UNGRANTED, Stage
from tests.books import Books
from tests.features.tickets.build import Desk
from tests.world import World

REFUSALS = {
    "NOT_ALLOWED", "NOT_FOUND", "NOT_YOURS_TO_TAKE", "UNMASKING_REFUSED", "ONLY_THE_MEMBER", "NO_CODE_TO_ENTER",
}  # fmt: skip


def bearer(role: str) -> str:
    """A role's token."""
    if role == UNGRANTED:
        return tokens.issue(SIGNING, subject="newcomer", role=CallerRole.INTEGRATION)
    return token(role)


async def post(api: Api, role: str, query: str, **variables: Any) -> dict[str, Any]:
    """What a role is answered."""
    response = await api.client.post(
        "/graphql",
        json={"query": query, "variables": variables},
        headers={"Authorization": f"Bearer {bearer(role)}"},
    )
    body: dict[str, Any] = response.json()
    return body


async def attempt(api: Api, role: str, name: str, given: dict[str, Any]) -> list[str]:
    """The codes with which a mutation is refused (messages for a broken document); none when it was done."""
    query = (
        f"mutation($input: {name[0].upper()}{name[1:]}Input!) "
        f"{{ {name}(input: $input) {{ userErrors {{ code field }} }} }}"
    )
    body = await post(api, role, query, input=given)
    if "errors" in body:
        return [error["message"] for error in body["errors"]]
    return [error["code"] for error in body["data"][name]["userErrors"]]


@pytest.fixture
def platform() -> Books:
    """A store, its members and their orders."""
    return Books()


@pytest.fixture
async def stage(api: Api, world: World, clock: StoppedClock) -> Stage:
    """A desk behind the API, with room for everything."""
    desk = Desk(api.runtime.transactor, world, clock)
    await desk.set_agents(capacity=1000)
    return Stage(desk)


def test_every_operation_is_in_the_table() -> None:
    schema = core(build())
    assert schema.mutation_type is not None
    assert schema.query_type is not None
    assert set(MUTATIONS) == set(schema.mutation_type.fields)
    assert {*QUERIES, "tickets"} == {name for name in schema.query_type.fields if not name.startswith("_")}


async def test_who_may_is_not_refused(api: Api, stage: Stage) -> None:
    refused = {}
    for name, right in MUTATIONS.items():
        for role in ROLES:
            if role in right.roles:
                codes = await attempt(api, role, name, await right.input(stage, role))
                if codes:
                    refused[name, role] = codes
    assert refused == {}


async def test_who_may_not_is_refused_and_nothing_happens(api: Api, stage: Stage) -> None:
    wrong = {}
    for name, right in MUTATIONS.items():
        forbidden = [role for role in ROLES if role not in right.roles]
        if not forbidden:
            continue
        given = await right.input(stage, forbidden[0])
        before = await api.counts()
        for role in forbidden:
            codes = await attempt(api, role, name, given)
            if len(codes) != 1 or codes[0] not in REFUSALS:
                wrong[name, role] = codes
        if await api.counts() != before:
            wrong[name, "counts"] = ["something happened"]
    assert wrong == {}


async def test_questions_are_answered_to_whom_they_concern_alone(api: Api, stage: Stage) -> None:
    ticket = await stage.ticket()
    known = {
        "TICKET": f"tkt_{ticket.id.hex}", "NUMBER": str(ticket.number), "DRAFT": await stage.draft(),
        "GROUP": stage.of("grp", "hotline"),
    }  # fmt: skip
    wrong = {}
    for name, (question, roles) in QUERIES.items():
        asked = question
        for placeholder, value in known.items():
            asked = asked.replace(placeholder, value)
        for role in ROLES:
            body = await post(api, role, f"{{ {asked} }}")
            codes = [error["extensions"]["code"] for error in body.get("errors", ())]
            answered = not codes and body["data"][name] is not None
            if answered is not (role in roles) or not REFUSALS.issuperset(codes):
                wrong[name, role] = codes or body["data"]
    assert wrong == {}


async def test_each_role_lists_the_tickets_in_its_scope(api: Api, stage: Stage) -> None:
    desk = stage.desk
    numbers = {
        (await desk.submit(store_manager(store), item=item, member_code=member)).number: label
        for label, store, item, member in (
            ("own", "S001", "product-use", "M1"), ("store's", "S001", "invoice", None),
            ("returned", "S002", "refund", "M2"), ("billed", "S002", "invoice", "M1"),
        )
    }  # fmt: skip
    listed = {}
    for role in ROLES:
        body = await post(api, role, "{ tickets { totalCount nodes { number } } }")
        nodes = (body.get("data") or {}).get("tickets") or {"nodes": [], "totalCount": 0}
        assert nodes["totalCount"] == len(nodes["nodes"])
        listed[role] = {numbers[node["number"]] for node in nodes["nodes"]}
    everything = set(numbers.values())
    assert listed == {
        "member:M1": {"own", "billed"}, "member:M2": {"returned"},
        "store:S001": {"own", "store's"}, "store:S002": {"returned", "billed"},
        "wang": {"own"}, "qian": {"store's", "billed"}, "lin": {"own", "returned"}, "head": {"own", "returned"},
        "admin": everything, "integration": everything, UNGRANTED: set(),
    }  # fmt: skip


async def test_internal_notes_are_not_shown_to_requesters(api: Api, stage: Stage) -> None:
    ticket = f"tkt_{(await stage.ticket()).id.hex}"
    await attempt(api, "lin", "addInternalNote", {"ticketId": ticket, "body": "疑似欺诈"})
    query = """query($id: ID!) { ticket(id: $id) {
        comments { totalCount nodes { body } } timeline { nodes { data } } } }"""
    for role, seen in (("lin", True), ("store:S001", False), ("member:M1", False)):
        found = (await post(api, role, query, id=ticket))["data"]["ticket"]
        assert ("疑似欺诈" in str(found)) is seen
        assert found["comments"]["totalCount"] == int(seen)
        assert ("INTERNAL" in str(found["timeline"])) is seen
