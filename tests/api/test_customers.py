"""Customers over the API: recognised by phone, kept, never shown with their number."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests.api.conftest import Api
from tests.world import World

PHONE, MASKED = "13812345678", "138****5678"
CUSTOMER = "customer { id name phone memberCode storeCode grade note version tickets { nodes { id } } }"
NOBODY = f"cus_{'0' * 31}1"


def codes(payload: dict[str, Any]) -> list[tuple[str, str | None]]:
    """The user errors of a payload, by code and field."""
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


async def caller(api: Api, **values: Any) -> dict[str, Any]:
    """The profile of who calls."""
    payload = await api.mutate("wang", "identifyCaller", CUSTOMER, phone=PHONE, name="张三", **values)
    customer: dict[str, Any] = payload["customer"]
    return customer


async def test_an_unknown_caller_gets_a_profile_with_an_empty_history(api: Api) -> None:
    assert await caller(api) == {
        "id": (await caller(api))["id"], "name": "张三", "phone": MASKED, "memberCode": None, "storeCode": None,
        "grade": None, "note": "", "version": 1, "tickets": {"nodes": []},
    }  # fmt: skip


async def test_a_known_caller_is_found_with_their_service_history(api: Api, world: World) -> None:
    ticket = await api.submit("wang", world.items["product-use"], requester={"phone": PHONE, "name": "李四"})
    found = await caller(api)
    assert (found["name"], found["tickets"]["nodes"]) == ("李四", [{"id": ticket["id"]}])
    asked = await api.data("wang", '{ customer(phone: "+86 138 1234 5678") { id } }')
    assert asked["customer"] == {"id": found["id"]}


async def test_the_history_holds_only_tickets_that_the_agent_sees(api: Api, world: World) -> None:
    await api.submit("wang", world.items["invoice"], requester={"phone": PHONE})
    assert (await caller(api))["tickets"]["nodes"] == []


@pytest.mark.parametrize("role", ["store:S001", "member:M1"])
async def test_callers_are_not_identified_from_outside(api: Api, role: str) -> None:
    before = await api.counts()
    refused = await api.mutate(role, "identifyCaller", CUSTOMER, phone=PHONE)
    assert codes(refused) == [("NOT_ALLOWED", None)]
    assert await api.counts() == before


async def test_what_is_no_number_is_refused_and_not_repeated(api: Api) -> None:
    before = await api.counts()
    refused = await api.mutate("wang", "identifyCaller", CUSTOMER, phone="12")
    assert codes(refused) == [("INVALID_VALUE", "phone")]
    assert await api.counts() == before


async def test_what_is_left_out_stays_and_null_clears(api: Api) -> None:
    made = await caller(api)
    changed = await api.mutate(
        "wang", "updateCustomer", CUSTOMER,
        customerId=made["id"], expectedVersion=made["version"], memberCode="M7", grade="V", note="老客户",
        storeCode="S1",
    )  # fmt: skip
    customer = changed["customer"]
    assert (customer["name"], customer["phone"], customer["grade"]) == ("张三", MASKED, "V")
    cleared = await api.mutate(
        "wang", "updateCustomer", CUSTOMER, customerId=made["id"], grade=None, note=None, name=None
    )
    customer = cleared["customer"]
    assert (customer["name"], customer["grade"], customer["note"]) == (None, None, "")
    assert (customer["memberCode"], customer["storeCode"], customer["phone"]) == ("M7", "S1", MASKED)
    assert customer["version"] == made["version"] + 2


async def test_saying_nothing_new_changes_nothing(api: Api) -> None:
    made = await caller(api)
    same = await api.mutate("wang", "updateCustomer", CUSTOMER, customerId=made["id"], name="张三")
    assert same["customer"]["version"] == made["version"]


@pytest.mark.parametrize(
    ("values", "error"),
    [
        pytest.param({"expectedVersion": 9}, ("CONFLICT", "expectedVersion"), id="stale"),
        pytest.param({"customerId": "cus_1"}, ("INVALID_ID", "customerId"), id="no id"),
        pytest.param({"customerId": NOBODY}, ("NOT_FOUND", "customerId"), id="nobody"),
        pytest.param({"phone": "no"}, ("INVALID_VALUE", "phone"), id="no phone"),
        pytest.param({"phone": None}, ("CUSTOMER_UNRECOGNISABLE", "phone"), id="nothing to know them by"),
        pytest.param({"phone": "13900000000"}, ("CUSTOMER_PHONE_TAKEN", "phone"), id="another's phone"),
    ],
)
async def test_a_refused_change_leaves_the_profile_as_it_was(
    api: Api, values: dict[str, Any], error: tuple[str, str]
) -> None:
    await api.mutate("wang", "identifyCaller", CUSTOMER, phone="13900000000")
    made, before = await caller(api), await api.counts()
    refused = await api.mutate(
        "wang", "updateCustomer", CUSTOMER, **{"customerId": made["id"], "note": "x", **values}
    )
    assert codes(refused) == [error]
    assert await api.counts() == before
    assert await caller(api) == made


async def test_stores_and_members_change_no_profile(api: Api) -> None:
    made, before = await caller(api), await api.counts()
    for role in ("store:S001", "member:M1", "integration"):
        refused = await api.mutate(role, "updateCustomer", CUSTOMER, customerId=made["id"], note="x")
        assert codes(refused) == [("NOT_ALLOWED", None)]
    assert await api.counts() == before


async def test_the_same_key_changes_once_and_clearing_is_another_input_than_leaving_out(api: Api) -> None:
    made = await caller(api)
    given = {"customerId": made["id"], "grade": "A", "idempotencyKey": "k"}
    first = await api.mutate("wang", "updateCustomer", CUSTOMER, **given)
    assert await api.mutate("wang", "updateCustomer", CUSTOMER, **given) == first
    cleared = await api.mutate("wang", "updateCustomer", CUSTOMER, **given, note=None)
    assert codes(cleared) == [("IDEMPOTENCY_KEY_REUSED", "idempotencyKey")]


async def test_no_number_stands_in_the_log(api: Api) -> None:
    made = await caller(api)
    await api.mutate("wang", "updateCustomer", CUSTOMER, customerId=made["id"], phone="13900001111")
    async with api.runtime.engine.connect() as connection:
        logged = await connection.scalar(
            text("SELECT string_agg(data::text || coalesce(facets_after::text, ''), '') FROM events")
        )
    assert "13812345678" not in logged
    assert "13900001111" not in logged
