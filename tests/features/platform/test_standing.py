"""Whose member and order a ticket may name is the platform's to say (docs/domain.md, Intake)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from helpdesk.kit.actor import Actor
from helpdesk.kit.errors import NotFound
from helpdesk.platform.errors import PlatformUnavailable
from helpdesk.platform.port import Platform
from helpdesk.platform.switches import Switches
from helpdesk.tickets import standing
from tests import actors
from tests.world import World

MINE = {"member_code": "M00001", "order_code": None}


@pytest.mark.parametrize(
    ("member_code", "field"),
    [
        pytest.param("M00001", None, id="a member of the store"),
        pytest.param("M00002", "memberCode", id="a member of another store"),
        pytest.param("M99999", "memberCode", id="nobody"),
    ],
)
async def test_a_store_manager_names_members_of_the_store_only(
    platform: Platform, member_code: str, field: str | None
) -> None:
    assert await _refused(platform, actors.store_manager("S001"), member_code=member_code) == field


async def test_a_store_manager_names_orders_of_the_store_only(platform: Platform) -> None:
    own = (await platform.orders_of_store("S001"))[0].code
    others = (await platform.orders_of_store("S002"))[0].code
    assert await _refused(platform, actors.store_manager("S001"), order_code=own) is None
    assert await _refused(platform, actors.store_manager("S001"), order_code=others) == "orderCode"


async def test_a_member_names_their_own_orders_only(platform: Platform) -> None:
    order = (await platform.orders_of_store("S001"))[0]
    assert await _refused(platform, actors.member(order.member_code), order_code=order.code) is None
    assert await _refused(platform, actors.member("M00039"), order_code=order.code) == "orderCode"


async def test_an_agent_names_any_member_that_exists(platform: Platform, world: World) -> None:
    agent = actors.agent(world, "wang", "hotline")
    assert await _refused(platform, agent, member_code="M00002") is None
    assert await _refused(platform, agent, member_code="M99999") == "memberCode"


async def test_while_the_platform_is_away_agents_go_on_and_submitters_are_told(
    platform: Platform, switches: Switches, world: World
) -> None:
    await switches.set_fault("HTTP_ERROR")
    await standing.check(platform, actors.agent(world, "wang", "hotline"), **MINE)
    with pytest.raises(PlatformUnavailable):
        await standing.check(platform, actors.store_manager("S001"), **MINE)


async def _refused(platform: Platform, actor: Actor, **named: str | None) -> str | None:
    check: Callable[..., Awaitable[Any]] = standing.check
    try:
        await check(platform, actor, **{"member_code": None, "order_code": None, **named})
    except NotFound as error:
        return error.field
    return None
