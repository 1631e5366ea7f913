"""`helpdesk token`: bearer tokens as the platform would sign them, for development; and those that are no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from helpdesk.accounts.models import Agent
from helpdesk.accounts.tokens import CallerRole, Signing, issue
from helpdesk.app import Runtime
from helpdesk.commands.console import err, fail, out, settings, show_json, with_runtime
from helpdesk.commands.integration_token import integration
from helpdesk.commands.token_revoking import revoke
from helpdesk.kit.actor import Permission
from helpdesk.kit.settings import Settings

AGENT_ROLES = ("AGENT", "SUPERVISOR", "MANAGER", "ADMIN")
FOLLOWING = (Permission.TICKET_READ, Permission.TICKET_READ_INTERNAL, Permission.ORGANISATION_READ)


@dataclass(frozen=True, slots=True)
class Issued:
    """A token and for whom it is."""

    role: str
    subject: str
    token: str


token = typer.Typer(invoke_without_command=True)
token.add_typer(integration, name="integration")
token.command()(revoke)


@token.callback()
def issue_tokens(
    context: typer.Context,
    *,
    role: Annotated[CallerRole | None, typer.Option(help="Only for this role; else one for each.")] = None,
    subject: Annotated[str, typer.Option(help="The claim `sub`: for agents their external key.")] = "",
    store: Annotated[str, typer.Option(help="Store code of the store manager.")] = "S001",
    member: Annotated[str, typer.Option(help="Member code of the member.")] = "M00001",
    permission: Annotated[
        list[Permission] | None, typer.Option(help="What an integration may do; repeat it.")
    ] = None,
    days: Annotated[float, typer.Option(help="Days until it expires.", min=0.001, max=366)] = 1,
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Issue one bearer token per role for development. Needs HELPDESK_TOKEN_SECRET."""
    if context.invoked_subcommand is not None:
        return
    found = settings()
    signing, lifetime = signing_of(found), timedelta(days=days)
    granted = permission or list(FOLLOWING)
    issued: list[Issued] = []
    if role in {None, CallerRole.MEMBER}:
        issued.append(for_member(signing, member, lifetime=lifetime))
    if role in {None, CallerRole.STORE_MANAGER}:
        issued.append(for_store(signing, store, lifetime=lifetime))
    if role is CallerRole.AGENT and subject:
        issued.append(for_agent(signing, "agent", subject, lifetime=lifetime))
    elif role in {None, CallerRole.AGENT}:
        issued += [for_agent(signing, key.lower(), who, lifetime=lifetime) for key, who in _agents()]
    if role in {None, CallerRole.INTEGRATION}:
        issued.append(for_integration(signing, subject or "development", granted, lifetime=lifetime))
    if json:
        show_json([{"role": one.role, "subject": one.subject, "token": one.token} for one in issued])
        return
    for one in issued:
        out.print(f"[bold]{one.role}[/] ({one.subject})\n{one.token}\n")
    if not any(one.role in {"agent", "admin"} for one in issued) and role in {None, CallerRole.AGENT}:
        err.print(
            "There are no agents yet: `helpdesk agent add` makes one; `--role agent --subject KEY` names one."
        )


def signing_of(found: Settings) -> Signing:
    """What tokens are signed with; ends the command where no secret is set."""
    if found.token_secret is None:
        fail("HELPDESK_TOKEN_SECRET is not set.", hint="Set it to the secret that the platform signs with.")
    return Signing(found.token_secret.get_secret_value(), found.token_audience, found.token_issuer)


def for_member(signing: Signing, code: str, *, lifetime: timedelta) -> Issued:
    """A member's token."""
    subject = f"member-{code}"
    return Issued("member", code, issue(
        signing, subject=subject, role=CallerRole.MEMBER, member_code=code, lifetime=lifetime
    ))  # fmt: skip


def for_store(signing: Signing, code: str, *, lifetime: timedelta) -> Issued:
    """A store manager's token."""
    subject = f"store-manager-{code}"
    return Issued("store_manager", code, issue(
        signing, subject=subject, role=CallerRole.STORE_MANAGER, store_code=code, lifetime=lifetime
    ))  # fmt: skip


def for_agent(signing: Signing, role: str, external_key: str, *, lifetime: timedelta) -> Issued:
    """An agent's token; what the agent may do is kept in the helpdesk."""
    return Issued(
        role, external_key, issue(signing, subject=external_key, role=CallerRole.AGENT, lifetime=lifetime)
    )


def for_integration(
    signing: Signing, subject: str, permissions: list[Permission], *, lifetime: timedelta
) -> Issued:
    """An integration's token, which states its rights; it sees every ticket."""
    return Issued("integration", subject, issue(
        signing, subject=subject, role=CallerRole.INTEGRATION, permissions=permissions, everything=True,
        lifetime=lifetime,
    ))  # fmt: skip


def _agents() -> list[tuple[str, str]]:
    """For each role one active agent who has it, where there is one and a database."""

    async def act(runtime: Runtime) -> list[tuple[str, str]]:
        async with runtime.engine.connect() as connection:
            return await agents_by_role(connection)

    return with_runtime(act)


async def agents_by_role(connection: AsyncConnection) -> list[tuple[str, str]]:
    """Role and external key of the longest serving active agent of each role."""
    found = []
    for role in AGENT_ROLES:
        query = select(Agent.external_key).where(Agent.active, Agent.roles.contains([role]))
        key = await connection.scalar(query.order_by(Agent.id).limit(1))
        if key is not None:
            found.append((role, key))
    return found
