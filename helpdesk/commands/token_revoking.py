"""`helpdesk token revoke`: tokens that are good no longer, taken back on the machine."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import select

from helpdesk.accounts import revocations
from helpdesk.accounts.models import Agent
from helpdesk.accounts.token_models import TokenRevocation
from helpdesk.app import Runtime
from helpdesk.commands.console import fail, out, with_runtime
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.errors import NotFound

FORMATS = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"]


def revoke(
    *,
    reason: Annotated[str, typer.Option(help="Why, at most 500 characters.")],
    jti: Annotated[str, typer.Option(help="One token, by its claim `jti`; with --expires.")] = "",
    of: Annotated[
        str, typer.Option(help="All tokens of an actor: `store:S001`, `member:M1001`, `integration:erp`.")
    ] = "",
    agent: Annotated[str, typer.Option(help="All tokens of the agent with this external key.")] = "",
    before: Annotated[
        datetime | None, typer.Option(formats=FORMATS, help="Those issued before it; now when left out.")
    ] = None,
    expires: Annotated[
        datetime | None,
        typer.Option(formats=FORMATS, help="When the tokens end anyway, as 2026-12-01T00:00:00Z."),
    ] = None,
) -> None:
    """Let one token of the platform's, or an actor's tokens issued until now, in no longer."""
    if [bool(jti), bool(of), bool(agent)].count(True) != 1:
        fail("Say whose tokens: --jti, --of or --agent, one of them.")
    if jti and expires is None:
        fail("A single token needs --expires.", hint="It is the token's claim `exp`.")

    async def verb(work: UnitOfWork) -> TokenRevocation:
        if jti and expires is not None:
            return await revocations.revoke_token(work, jti=jti, expires_at=expires, reason=reason)
        key = of or f"agent:{(await _agent(work, agent)).hex}"
        return await revocations.revoke_tokens_of(
            work, actor_key=key, issued_before=before, expires_at=expires, reason=reason
        )

    async def act(runtime: Runtime) -> TokenRevocation:
        return await runtime.transactor.run(SYSTEM, verb)

    done = with_runtime(act)
    whose = (
        f"the token {done.jti}"
        if done.jti
        else f"tokens of {done.actor_key} issued before {done.issued_before}"
    )
    out.print(f"[green]✓[/] {whose}: good no longer.")


async def _agent(work: UnitOfWork, key: str) -> UUID:
    found = await work.session.scalar(select(Agent.id).where(Agent.external_key == key))
    if found is None:
        raise NotFound(field="agent", what="agent", id=key)
    return found
