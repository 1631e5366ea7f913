"""Changes of a world between two askings: by mutations, and by hand in the tables of reference."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import psycopg

from helpdesk.events.sequencer import sequence
from tests.oracle.asking import Asked, House
from tests.oracle.documents.drawing import Choices
from tests.oracle.documents.pools import Pools

TEXTS = ("再说一次", "later", "'quoted'", "😀")
COLOURS = ("RED", "GREEN", None)
_COUNT = "SELECT count(*) FROM events WHERE position IS NULL"

Inputs = Callable[[Choices, Pools], Mapping[str, Any]]


def _ticket(**more: Inputs | Callable[[Choices, Pools], Any]) -> Inputs:
    return lambda choices, pools: {
        "ticketId": choices.pick(pools.ids["tkt"]), **{name: one(choices, pools) for name, one in more.items()}
    }  # fmt: skip


def _one(*of: Any) -> Callable[[Choices, Pools], Any]:
    return lambda choices, _: choices.pick(of)


def _id(prefix: str) -> Callable[[Choices, Pools], Any]:
    return lambda choices, pools: choices.pick(pools.ids[prefix])


MUTATIONS: dict[str, Inputs] = {
    "replyToTicket": _ticket(body=_one(*TEXTS)),
    "addInternalNote": _ticket(body=_one(*TEXTS)),
    "changePriority": _ticket(priority=_one("LOW", "HIGH", "URGENT")),
    "moveTicket": _ticket(groupId=_id("grp"), reason=_one(*TEXTS)),
    "assignTicket": _ticket(assigneeId=_id("agt")),
    "solveTicket": _ticket(resolution=_one(*TEXTS)),
    "reopenTicket": _ticket(reason=_one(*TEXTS)),
    "addTags": _ticket(tags=lambda choices, _: [choices.pick(("甲", "vip", "x"))]),
    "setFlag": _ticket(colour=_one("RED", "GREEN", None), content=_one(*TEXTS)),
    "linkTickets": lambda choices, pools: {
        "sourceId": choices.pick(pools.ids["tkt"]), "targetId": choices.pick(pools.ids["tkt"]),
    },
    "updateCustomer": lambda choices, pools: {
        "customerId": choices.pick(pools.ids["cus"]), "name": choices.pick(TEXTS),
        "grade": choices.pick(("A", "B", "V", None)),
    },
    "setGroupMembers": lambda choices, pools: {
        "groupId": choices.pick(pools.ids["grp"]),
        "agentIds": sorted({choices.pick(pools.ids["agt"]) for _ in range(3)}),
    },
    "setAvailability": lambda choices, pools: {
        "agentId": choices.pick(pools.ids["agt"]), "presence": choices.pick(("ONLINE", "AWAY", "OFFLINE")),
    },
}  # fmt: skip
BY_HAND = (
    "UPDATE agents SET name = name || '!' WHERE id = %(agt)s",
    "UPDATE agents SET roles = CASE WHEN 'ADMIN' = ANY(roles) THEN roles ELSE ARRAY['AGENT'] END WHERE id = %(agt)s",
    "UPDATE agent_groups SET name_en = name_en || '.', manager_id = %(agt)s WHERE id = %(grp)s",
    "UPDATE agent_groups SET deputy_id = NULL WHERE id = %(grp)s",
    "UPDATE organisation_units SET name_zh = name_zh || '。', manager_id = %(agt)s WHERE id = %(unt)s",
    "DELETE FROM group_members WHERE agent_id = %(agt)s",
    "INSERT INTO group_members (group_id, agent_id) VALUES (%(grp)s, %(agt)s) ON CONFLICT DO NOTHING",
    "UPDATE roles SET permissions = array_remove(permissions, 'ticket.read_internal') WHERE key <> 'ADMIN'",
    "UPDATE integrations SET name = name || '?'",
)
"""Behind the product's back; it is told by the database."""


def write(house: House, choices: Choices, pools: Pools) -> str:
    """Change something; says what. All events have their places in the log when it is back."""
    if choices.chance(35):
        done = _by_hand(house, choices, pools)
    else:
        name = choices.pick(tuple(MUTATIONS))
        given = MUTATIONS[name](choices, pools)
        kind = f"{name[0].upper()}{name[1:]}Input!"
        document = f"mutation($input: {kind}) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}"
        answer = house.ask(Asked(document, "admin", {"input": given}))
        assert not answer.errors, (name, given, answer)
        done = f"{name}({given}) -> {answer.data[name]['userErrors']}"
    house.runner.run(_settle(house))
    return done


def _by_hand(house: House, choices: Choices, pools: Pools) -> str:
    statement = choices.pick(BY_HAND)
    given = {prefix: choices.pick(pools.ids[prefix])[4:] for prefix in ("agt", "grp", "unt")}
    with psycopg.connect(house.made.url) as connection:
        connection.execute(statement.encode(), given)
    return f"{statement} {given}"


async def _settle(house: House) -> None:
    async with house.runtime.engine.connect() as connection:
        while (await connection.exec_driver_sql(_COUNT)).scalar_one():
            await sequence(house.runtime.engine)
            await asyncio.sleep(0)
            await connection.rollback()
