"""`helpdesk pack`: departments as data, installed by one command."""

from __future__ import annotations

from typing import Annotated

import typer

from helpdesk.app import Runtime
from helpdesk.commands import agent
from helpdesk.commands.console import out, show_json, with_runtime
from helpdesk.kit.actor import SYSTEM
from helpdesk.packs import install as packs
from helpdesk.packs.pack import available

pack = typer.Typer(
    help="Departments as data: organisation, catalog, calendars, promises, rules.", no_args_is_help=True
)


@pack.command("list")
def list_() -> None:
    """Name the packs that this version brings."""
    for name in available():
        out.print(name)


@pack.command()
def install(
    name: Annotated[str, typer.Argument(help="The pack, as `direct-sales`.")],
    *,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Put entries that were edited here back to the pack's.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Save the pack's departments and groups and publish its configuration. Again: nothing changes."""

    async def act(runtime: Runtime) -> tuple[packs.Installed, list[str]]:
        installed = await runtime.transactor.run(
            SYSTEM, lambda work: packs.install(work, name, overwrite=overwrite)
        )
        return installed, await runtime.transactor.run(SYSTEM, agent.vacant)

    done, unled = with_runtime(act)
    if json:
        show_json(done.to_json())
        return
    for line in (*told(done), *agent.told_of_vacant(unled)):
        out.print(line)


def told(done: packs.Installed) -> list[str]:
    """An installation in words."""
    if done.nothing_changed and not done.unstaffed:
        return [f"[green]✓[/] {done.name} is installed; nothing to change."]
    lines = []
    if done.units or done.groups:
        lines.append(f"[green]✓[/] {len(done.units)} departments and {len(done.groups)} groups saved.")
    if done.version is not None:
        lines.append(f"[green]✓[/] {done.changed} entries published as configuration version {done.version}.")
    if done.unstaffed:
        lines.append(
            "[yellow]![/] The catalog is not published yet: nobody works in "
            + ", ".join(done.unstaffed)
            + "."
        )
        lines.append("  Put agents into these groups, then install the pack again:")
        lines.append(f"  `helpdesk agent add KEY --name NAME --group {done.unstaffed[0]} --group …`.")
    return lines
