"""`helpdesk doctor`: is everything as it should be, and what to do where it is not."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from helpdesk.app import Runtime, database_url
from helpdesk.commands.console import out, show_json
from helpdesk.commands.diagnosis import Finding, look
from helpdesk.kit import logging
from helpdesk.kit.settings import Settings, SettingsError, load

_MARKS = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "fail": "[bold red]✗[/]"}


def doctor(*, json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Look at settings, database, queue, platform and clock. The exit code is 1 when anything fails."""
    logging.configure("ERROR", form="console")
    findings = asyncio.run(_findings(quiet=json))
    failed = [one for one in findings if one.verdict == "fail"]
    if json:
        show_json({"ok": not failed, "findings": [asdict(one) for one in findings]})
    elif failed:
        out.print(f"\n[bold red]{len(failed)} of {len(findings)} checks failed.[/]")
    else:
        warned = sum(one.verdict == "warn" for one in findings)
        out.print("\n[green]All is well.[/]" + (f" {warned} to know about." if warned else ""))
    raise typer.Exit(1 if failed else 0)


async def _findings(*, quiet: bool) -> list[Finding]:
    findings: list[Finding] = []

    def tell(finding: Finding) -> None:
        findings.append(finding)
        if not quiet:
            _show(finding)

    try:
        settings = load()
    except SettingsError as error:
        tell(Finding("settings", "fail", str(error), "Correct the variables named."))
        return findings
    tell(Finding("settings", "ok", f"{settings.mode} mode, {_where(settings)}"))
    try:
        url = database_url(settings)
    except SettingsError as error:
        tell(Finding("database", "fail", str(error).splitlines()[0], "Start it with `helpdesk db start`."))
        return findings
    runtime = Runtime.build(settings, url)
    try:
        async for finding in look(runtime, url):
            tell(finding)
    finally:
        await runtime.engine.dispose()
    return findings


def _where(settings: Settings) -> str:
    return "embedded database" if settings.database_url is None else "database of HELPDESK_DATABASE_URL"


def _show(finding: Finding) -> None:
    out.print(f"{_MARKS[finding.verdict]} {finding.subject:<14} {finding.found}")
    if finding.remedy:
        out.print(f"  {'':<14} → {finding.remedy}")
