"""`helpdesk token integration`: tokens that the helpdesk gives to integrations, made and revoked on its machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.table import Column, Table
from sqlalchemy import select

from helpdesk.accounts import agents
from helpdesk.accounts.integration_tokens import Grant, create_token, revoke_token
from helpdesk.accounts.models import AgentGroup, Integration
from helpdesk.accounts.token_models import IntegrationToken
from helpdesk.app import Runtime
from helpdesk.commands.console import err, out, show_json, with_runtime
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.actor import SYSTEM, Permission
from helpdesk.kit.errors import NotFound

ID_WIDTH = 36
integration = typer.Typer(help="Tokens of integrations: made, listed, revoked.", no_args_is_help=True)


@integration.command()
def create(
    key: Annotated[str, typer.Argument(help="The integration's key; a new one is registered.")],
    *,
    name: Annotated[str, typer.Option(help="What tells the token from its others.")],
    permission: Annotated[list[Permission], typer.Option(help="What its bearer may do; repeat it.")],
    store: Annotated[list[str] | None, typer.Option(help="A store whose tickets it sees; repeat it.")] = None,
    group: Annotated[
        list[str] | None, typer.Option(help="Code of a group whose tickets it sees; repeat it.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="It sees every ticket.")] = False,
    days: Annotated[float, typer.Option(help="Days until it expires.", min=0.001, max=36_500)] = 365,
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Make a token for an integration and print its secret, which is shown this once."""

    async def act(runtime: Runtime) -> tuple[UUID, str]:
        async def verb(work: UnitOfWork) -> tuple[UUID, str]:
            grant = Grant(permission, store or (), await _groups(work, group or []), everything)
            whose = await _registered(work, key)
            expiry = datetime.now(UTC) + timedelta(days=days)
            made, secret = await create_token(
                work, integration_id=whose, name=name, grant=grant, expires_at=expiry
            )
            return made.id, secret.get_secret_value()

        return await runtime.transactor.run(SYSTEM, verb)

    token_id, secret = with_runtime(act)
    if json:
        show_json({"id": ids.encode("itk", token_id), "secret": secret})
        return
    err.print(f"[green]✓[/] {ids.encode('itk', token_id)} for {key}. Keep this; it is not shown again:")
    typer.echo(secret)


@integration.command("list")
def list_(*, json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Name the tokens, what they grant, and what became of them."""

    async def act(runtime: Runtime) -> list[dict[str, Any]]:
        return await runtime.transactor.run(SYSTEM, _all)

    found = with_runtime(act)
    if json:
        show_json(found)
        return
    shown = ("integration", "name", "permissions", "expires_at", "last_used_at", "revoked_at")
    table = Table(Column("id", no_wrap=True, min_width=ID_WIDTH), *shown, header_style="bold")
    for one in found:
        table.add_row(one["id"], *(_cell(one[part]) for part in shown))
    out.print(table)


@integration.command()
def revoke(
    token_ids: Annotated[list[str], typer.Argument(help="Ids of tokens, `itk_…`.", metavar="ID…")],
) -> None:
    """Let tokens in no longer, from now on."""

    async def act(runtime: Runtime) -> None:
        async def verb(work: UnitOfWork) -> None:
            for token_id in token_ids:
                await revoke_token(work, token_id=ids.decode("itk", token_id, field="id"))

        await runtime.transactor.run(SYSTEM, verb)

    with_runtime(act)
    out.print(f"[green]✓[/] revoked {', '.join(token_ids)}.")


async def _registered(work: UnitOfWork, key: str) -> UUID:
    found = await work.session.scalar(select(Integration.id).where(Integration.external_key == key))
    if found is None:
        found = (await agents.save_integration(work, external_key=key, name=key, active=True)).id
        await work.flush()
    return found


async def _groups(work: UnitOfWork, codes: Sequence[str]) -> list[UUID]:
    query = select(AgentGroup.code, AgentGroup.id).where(AgentGroup.code.in_(codes))
    known = {code: group_id for code, group_id in await work.session.execute(query)}  # noqa: C416 - rows, no pairs
    for code in codes:
        if code not in known:
            raise NotFound(field="group", what="agent group", id=code)
    return list(known.values())


async def _all(work: UnitOfWork) -> list[dict[str, Any]]:
    query = select(IntegrationToken, Integration.external_key).join(
        Integration, Integration.id == IntegrationToken.integration_id
    )
    return [
        {
            "id": ids.encode("itk", token.id), "integration": key, "name": token.name,
            "permissions": token.permissions, "stores": token.stores, "sees_all": token.sees_all,
            "expires_at": token.expires_at, "last_used_at": token.last_used_at,
            "revoked_at": token.revoked_at,
        }
        for token, key in await work.session.execute(query.order_by(IntegrationToken.id))
    ]  # fmt: skip


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return ", ".join(value) if isinstance(value, list) else str(value or "")
