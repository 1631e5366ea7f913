"""Drawn actors and filters, over few values, so that they meet the tickets of a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.channel import Channel
from helpdesk.kit.priority import Priority
from helpdesk.tickets.filters import TicketFilter
from helpdesk.tickets.status import TicketStatus
from tests.features.tickets.build import Desk
from tests.world import AGENTS, key

STORES = ("S001", "S002", "S009", "None", "")
MEMBERS = ("M1", "M2", "None")
GROUPS = ("hotline", "returns", "finance")


@dataclass(frozen=True)
class Sight:
    """A filter by names, since ids are known only in the world."""

    given: dict[str, Any]
    groups: tuple[str, ...]
    agents: tuple[str, ...]
    items: tuple[str, ...]

    def read(self, desk: Desk) -> TicketFilter:
        return TicketFilter(
            **self.given,
            group_ids=tuple(desk.world.groups[name] for name in self.groups),
            assignee_ids=tuple(desk.world.agents[name] for name in self.agents),
            service_item_ids=tuple(key(name) for name in self.items),
        )


def some(values: Any) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(list(values)), max_size=2, unique=True).map(tuple)


FILTERS = st.builds(
    Sight,
    given=st.fixed_dictionaries(
        {
            "statuses": some(TicketStatus), "priorities": some(Priority), "channels": some(Channel),
            "unassigned": st.none() | st.booleans(), "store_codes": some(STORES), "member_codes": some(MEMBERS),
            "tags": some(("vip", "甲")),
        }
    ),
    groups=some(GROUPS), agents=some(("wang", "zhao", "qian")), items=some(("product-use", "refund", "invoice")),
)  # fmt: skip


@st.composite
def actors(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(list(ActorKind)))
    return {
        "kind": kind,
        "permissions": draw(st.sampled_from([frozenset({Permission.TICKET_READ})] * 5 + [frozenset()])),
        "agent": draw(st.none() | st.sampled_from(sorted(AGENTS))),
        "groups": draw(some(GROUPS)),
        "store_code": draw(st.none() | st.sampled_from(STORES)),
        "member_code": draw(st.none() | st.sampled_from(MEMBERS)),
        "sees_all": draw(st.sampled_from([False] * 6 + [True])),
        "store_codes": frozenset(draw(some(STORES))),
    }


def actor(desk: Desk, drawn: dict[str, Any]) -> Actor:
    agent, groups = drawn["agent"], drawn["groups"]
    rest = {name: value for name, value in drawn.items() if name not in {"agent", "groups"}}
    return Actor(
        key="somebody", agent_id=desk.world.agents[agent] if agent else None,
        group_ids=frozenset(desk.world.groups[name] for name in groups), **rest,
    )  # fmt: skip
