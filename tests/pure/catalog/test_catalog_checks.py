"""What publishing refuses in a catalog."""

from __future__ import annotations

from typing import Any, cast

import pytest
from catalog_samples import desk, item, menu, snapshot, uid
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.catalog import checks
from helpdesk.configuration.kinds import Kind

NO_SESSION = cast("AsyncSession", None)
MAIN = desk("main", is_default=True, default_group_id=uid("front"))
RIGHT = (
    item("root"),
    item("leaf", "root", submittable=True, form={"type": "object", "properties": {"a": {"type": "string"}}}),
    MAIN,
    menu("m", "WECHAT", [{"item_id": uid("leaf")}]),
)


async def problems(*entries: Any) -> list[str]:
    found = [error for check in checks.CHECKS for error in await check(NO_SESSION, snapshot(*entries))]
    assert all(error.message("zh-CN") for error in found)
    return [str(error) for error in found]


async def test_a_right_catalog_is_published() -> None:
    assert await problems(*RIGHT) == []
    assert await problems() == []


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        pytest.param([item("a", "b"), item("b", "a")], "it is below itself", id="a cycle"),
        pytest.param([item("x", "nobody")], "there is no parent", id="an unknown parent"),
        pytest.param([item("x", desk_id=uid("nobody"))], "there is no desk", id="an unknown desk"),
        pytest.param(
            [item("x"), item("x").model_copy(update={"id": uid("y")})], "used twice", id="a code used twice"
        ),
        pytest.param([desk("second", is_default=True)], "a second default desk", id="two default desks"),
        pytest.param(
            [desk("a", channels=["PHONE"]), desk("b", channels=["PHONE"])],
            "two desks",
            id="a claim made twice",
        ),
        pytest.param([desk("a", menu_ids=[uid("nothing")])], "unknown menu", id="an unknown menu"),
        pytest.param(
            [menu("n", "PHONE", [{"item_id": uid("nobody")}])], "there is no item", id="a menu's item"
        ),
        pytest.param([item("x", form={"type": "wrong"})], "no usable form", id="a form that is no schema"),
        pytest.param(
            [item("y", "x", submittable=True), item("x", submittable=True)], "items below it", id="no leaf"
        ),
        pytest.param(
            [desk("a", channels=["PHONE"], honours_ties=True)],
            "no group is responsible",
            id="no group at a desk",
        ),
    ],
)
async def test_publishing_refuses(entries: list[Any], told: str) -> None:
    assert any(told in problem for problem in await problems(*RIGHT, *entries))


async def test_a_catalog_needs_a_default_desk() -> None:
    assert any("no default desk" in problem for problem in await problems(item("x")))


async def test_an_items_policy_exists() -> None:
    check = checks.policies_exist(Kind("sla_policy", BaseModel))
    (problem,) = await check(NO_SESSION, snapshot(item("x", policy_id=uid("gold"))))
    assert "no SLA policy" in str(problem)
    assert list(await check(NO_SESSION, snapshot(item("x")))) == []
