"""Each pack is installed whole, once, and its own scenarios run end to end."""

from __future__ import annotations

from typing import Any

import pytest

from helpdesk.events.work import Transactor
from helpdesk.kit.clock import StoppedClock
from helpdesk.packs.pack import available, load
from tests.features.packs.house import House
from tests.features.tickets.build import Desk
from tests.world import World

SCENARIOS = [(name, code) for name in available() for code in load(name).scenarios]


@pytest.fixture
def desk(transactor: Transactor, world: World, clock: StoppedClock) -> Desk:
    """Everybody is on duty."""
    return Desk(transactor, world, clock)


@pytest.mark.parametrize("name", available())
async def test_a_pack_waits_for_people_then_is_published_once(desk: Desk, name: str) -> None:
    first, second, third = await House(desk, name).open()
    assert (first.version, bool(first.groups), bool(first.unstaffed)) == (None, True, True)
    assert (second.version is not None, second.groups) == (True, ())
    assert third.nothing_changed
    assert third.version is None


@pytest.mark.parametrize(("name", "code"), SCENARIOS)
async def test_a_scenario_runs_end_to_end(desk: Desk, name: str, code: str) -> None:
    house = House(desk, name)
    await house.open()
    await house.play(load(name).scenarios[code])


async def test_packs_stand_beside_one_another(desk: Desk) -> None:
    for name in ("factory", "online-pharmacy"):
        house = House(desk, name)
        await house.open()
        scenario: dict[str, Any] = next(iter(house.pack.scenarios.values()))
        await house.play(scenario)
