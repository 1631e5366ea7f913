"""`helpdesk privacy`: the keys of personal values."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

import typer
from rich.progress import Progress

from helpdesk.app import Runtime
from helpdesk.attachments import rotating
from helpdesk.attachments.cipher import Cipher
from helpdesk.attachments.rotating import Rotating
from helpdesk.attachments.storage import Storage
from helpdesk.commands.console import err, out, progress, show_json, with_runtime
from helpdesk.kit import keys
from helpdesk.kit.actor import SYSTEM
from helpdesk.privacy import rotation
from helpdesk.privacy.keyring import Keyring
from helpdesk.privacy.vault import Vault

privacy = typer.Typer(help="Personal values and the keys that seal them.", no_args_is_help=True)


@dataclass(slots=True)
class Rotated:
    """What was sealed anew, or would be; what no key of these opens."""

    values: int = 0
    files: int = 0
    unreadable_values: int = 0
    unreadable_files: int = 0


@privacy.command()
def key() -> None:
    """Make a new key for HELPDESK_SEALING_KEYS or HELPDESK_LOOKUP_KEYS. It is kept nowhere."""
    typer.echo(keys.made(f"k{datetime.now(UTC):%Y%m%d%H%M%S}"))


@privacy.command()
def rotate(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Count what is under older keys; change nothing.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Seal values, hashes and files anew under the first keys. Interrupted, it goes on where it was when run again.

    The exit code is 1 when anything is sealed with a key that is missing.
    """
    done = with_runtime(partial(_counted if dry_run else _rotated))
    if json:
        show_json(asdict(done))
    else:
        _tell(done, dry_run=dry_run)
    raise typer.Exit(1 if done.unreadable_values or done.unreadable_files else 0)


async def _counted(runtime: Runtime) -> Rotated:
    done = Rotated()
    async with runtime.transactor.read() as connection:
        done.values = await rotation.behind(connection, _vault(runtime))
    with progress() as bar:
        await _files(runtime, bar, done, change=False)
    return done


async def _rotated(runtime: Runtime) -> Rotated:
    done = Rotated()
    async with runtime.transactor.read() as connection:
        total = await rotation.behind(connection, _vault(runtime))
    with progress() as bar:
        task = bar.add_task("Values", total=total)
        last: Any = rotation.FIRST
        while last is not None:
            batch = await runtime.transactor.run(SYSTEM, partial(rotation.next_batch, after=last))
            done.values += batch.resealed
            done.unreadable_values += len(batch.unreadable)
            bar.update(task, completed=done.values + done.unreadable_values)
            last = batch.last
        await _files(runtime, bar, done, change=True)
    return done


async def _files(runtime: Runtime, bar: Progress, done: Rotated, *, change: bool) -> None:
    cipher = Cipher(Keyring.of(runtime.settings).sealing)
    files = Rotating(runtime.transactor, Storage.of(runtime.settings), cipher)
    task = bar.add_task("Files", total=await files.count())
    last: Any = rotating.FIRST
    while last is not None:
        turned = await files.turn(last, change=change)
        done.files += turned.encrypted
        done.unreadable_files += len(turned.unreadable)
        bar.advance(task, turned.looked_at)
        last = turned.last


def _vault(runtime: Runtime) -> Vault:
    vault = runtime.transactor.resources[Vault]
    assert isinstance(vault, Vault)  # noqa: S101 - the wiring is under its type
    return vault


def _tell(done: Rotated, *, dry_run: bool) -> None:
    if not any(asdict(done).values()):
        out.print("[green]✓[/] Everything is sealed with the first keys.")
    elif dry_run:
        out.print(f"{done.values} values and {done.files} files are to be sealed anew.")
    else:
        out.print(
            f"[green]✓[/] {done.values} values and {done.files} files are sealed with the first keys now."
        )
    if done.unreadable_values or done.unreadable_files:
        err.print(
            f"[bold red]✗[/] {done.unreadable_values} values and {done.unreadable_files} files cannot be read: "
            "a key that they need is missing, or the store of files cannot be reached."
        )
        err.print("  Put older keys back at the end of HELPDESK_SEALING_KEYS; `helpdesk doctor` names them.")
