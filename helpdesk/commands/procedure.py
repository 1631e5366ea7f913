"""`helpdesk procedure`: definitions in force, readable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from helpdesk.app import Runtime
from helpdesk.commands.console import fail, out, show_json, with_runtime
from helpdesk.configuration import versions
from helpdesk.configuration.kinds import Snapshot
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.procedures.definition import PROCEDURE, Note, Outcome, ProcedureDocument

procedure = typer.Typer(help="Procedures as data (docs/procedures.md).", no_args_is_help=True)


@procedure.command("list")
def list_() -> None:
    """Name the procedures in force."""
    for document in _in_force():
        out.print(f"{document.code}  {document.name.zh} · {document.name.en}", markup=False)


@procedure.command()
def show(
    code: Annotated[str, typer.Argument(help="The definition's code, as `complaint`.")],
    *,
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Print the steps of a definition in force, what can come of each, and where that leads."""
    found = next((one for one in _in_force() if one.code == code), None)
    if found is None:
        fail(f"There is no procedure {code}. `helpdesk procedure list` names them.")
    if json:
        show_json(found.model_dump(mode="json", by_alias=True, exclude_none=True))
        return
    for line in graph(found):
        out.print(line, markup=False, soft_wrap=True)


def graph(document: ProcedureDocument) -> Iterator[str]:
    """A definition as lines: each step, and an arrow for each of its outcomes."""
    yield f"{document.code}  {document.name.zh} · {document.name.en}"
    for step in document.steps:
        begins = " (first)" if step.code == document.first else ""
        yield f"  {step.code}{begins}  {step.title.zh} · {step.title.en}  [{step.taken_by}]"
        for outcome in step.outcomes:
            yield f"    {outcome.code} → {_whither(outcome)}{_asks(outcome)}"


def _whither(outcome: Outcome) -> str:
    if outcome.end is not None:
        return f"{outcome.end.value} {outcome.reason or ''}".strip()
    return ", ".join(outcome.then) or "branch closes"


def _asks(outcome: Outcome) -> str:
    asked = [*(f"if {use.name}" for use in outcome.guards), *(f"does {use.name}" for use in outcome.effects)]
    if outcome.note is Note.REQUIRED:
        asked.append("says why")
    return f"  ({'; '.join(asked)})" if asked else ""


def _in_force() -> list[ProcedureDocument]:
    async def read(work: UnitOfWork) -> Snapshot:
        return await versions.current(work)

    async def act(runtime: Runtime) -> Snapshot:
        return await runtime.transactor.run(SYSTEM, read)

    return sorted(with_runtime(act).of(PROCEDURE).values(), key=lambda one: one.code)
