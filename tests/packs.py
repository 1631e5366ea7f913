"""A pack's configuration worked by the groups of the tests' world."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from helpdesk.configuration import repository, versions
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.packs.pack import load
from tests.world import Documents, World, group_for


def documents(world: World, name: str) -> Documents:
    """The documents of a pack, its groups being those of the world."""
    pack = load(name)
    ours = {group["code"]: world.groups[group_for(group["code"])] for group in pack.groups}
    return pack.documents(ours)


async def publish(transactor: Transactor, world: World, name: str) -> None:
    """Let a pack's configuration be the one in force, and nothing else."""
    await _replace(transactor, documents(world, name), name)


async def clear(transactor: Transactor) -> None:
    """Let nothing be configured."""
    await _replace(transactor, {}, "nothing")


async def _replace(transactor: Transactor, wanted: Documents, title: str) -> None:
    async def run(work: UnitOfWork) -> None:
        base = (await versions.current(work)).version
        former = await repository.documents(work.session, base)
        gone: dict[str, dict[UUID, Any]] = {kind: dict.fromkeys(entries) for kind, entries in former.items()}
        changes = {kind: gone.get(kind, {}) | wanted.get(kind, {}) for kind in {*gone, *wanted}}
        await versions.publish(work, changes, base_version=base, title=title)

    await transactor.run(SYSTEM, run)
