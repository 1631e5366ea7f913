"""Who acts in the world, and a clock that moves before each of their acts, so that no two share an instant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Concatenate
from uuid import UUID

from helpdesk.configuration import drafts
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Actor, ActorKind, Permission
from tests.actors import granted, member, store_manager
from tests.features.tickets.build import Arguments, Desk, Outcome

BEAT = timedelta(seconds=7)
S001, S002, S009 = store_manager("S001"), store_manager("S002"), store_manager("S009")
M1, M2 = member("M1"), member("M2")
ERP = Actor(
    ActorKind.INTEGRATION,
    "integration:erp",
    frozenset({Permission.TICKET_READ, Permission.TICKET_SUBMIT, Permission.TICKET_SUBMIT_FOR_OTHERS}),
    sees_all=True,
)


class Stage(Desk):
    """A desk whose clock ticks, with the leaders of other groups."""

    async def do(
        self,
        actor: Actor,
        verb: Callable[Concatenate[UnitOfWork, Arguments], Awaitable[Outcome]],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Outcome:
        """As a desk does it, a moment later than whatever was done before."""
        self.clock.advance(BEAT)
        return await super().do(actor, verb, *arguments, **named)

    @property
    def cfo(self) -> Actor:
        """Who leads finance."""
        finance = frozenset({self.world.groups["finance"]})
        return Actor(
            ActorKind.AGENT, f"agent:{self.world.agents['cfo'].hex}", granted("MANAGER"),
            agent_id=self.world.agents["cfo"], group_ids=finance,
        )  # fmt: skip

    def wait(self, **length: float) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(**length))

    def group(self, code: str) -> UUID:
        """A group's id."""
        return self.world.groups[code]

    async def drafted(self, title: str, *changes: tuple[str, UUID, dict[str, Any] | None]) -> UUID:
        """An open draft with these entries changed."""
        draft = await self.do(self.admin, drafts.create, title=title)
        for kind, key, document in changes:
            await self.do(self.admin, drafts.save, kind, key, document, draft_id=draft.id)
        return draft.id
