"""Actors as a token would make them."""

from __future__ import annotations

from uuid import UUID

from helpdesk.accounts.roles import DEFAULT_ROLES
from helpdesk.kit.actor import Actor, ActorKind, Permission
from tests.world import World


def granted(role: str) -> frozenset[Permission]:
    """What a role may do."""
    return next(frozenset(map(Permission, one["permissions"])) for one in DEFAULT_ROLES if one["key"] == role)


def store_manager(store: str) -> Actor:
    """The manager of a store."""
    return Actor(ActorKind.STORE_MANAGER, f"store:{store}", granted("STORE_MANAGER"), store_code=store)


def member(code: str) -> Actor:
    """A member."""
    return Actor(ActorKind.MEMBER, f"member:{code}", granted("MEMBER"), member_code=code)


def agent(world: World, name: str, *groups: str, role: str = "AGENT") -> Actor:
    """An agent of some groups."""
    agent_id: UUID = world.agents[name]
    seen = frozenset(world.groups[group] for group in groups)
    return Actor(
        ActorKind.AGENT, f"agent:{agent_id.hex}", granted(role), agent_id=agent_id, group_ids=seen, works_in=seen,
        sees_all=role == "ADMIN",
    )  # fmt: skip
