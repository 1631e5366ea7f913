"""What publishing refuses in a procedure: what leads nowhere, comes from nowhere, or names what is not there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.accounts.models import AgentGroup
from helpdesk.catalog import schemas
from helpdesk.catalog.checks import procedures_exist
from helpdesk.catalog.errors import SchemaRefused
from helpdesk.configuration.kinds import Check, EntryRefused, Snapshot
from helpdesk.procedures.definition import PROCEDURE, Note, Outcome, ProcedureDocument
from helpdesk.procedures.registry import EFFECTS, GUARDS
from helpdesk.procedures.verifications import policies


async def procedures_lead_to_an_end(_session: AsyncSession, snapshot: Snapshot) -> Iterable[EntryRefused]:
    """Every step can be reached and leads to an end; guards, effects and forms are known and usable."""
    documents = list(snapshot.of(PROCEDURE).values())
    repeated = set(_twice(document.code for document in documents))
    return [
        EntryRefused("procedure", document.code, en, zh)
        for document in documents
        for en, zh in (
            *([("its code is used twice", "编号重复")] if document.code in repeated else []),
            *faults(document),
        )
    ]


async def groups_are_there(session: AsyncSession, snapshot: Snapshot) -> Iterable[EntryRefused]:
    """The groups that steps name exist."""
    known = set(await session.scalars(select(AgentGroup.id).where(AgentGroup.active)))
    return [
        EntryRefused(
            "procedure", document.code,
            f"{step.code}: there is no agent group {step.group_id}", f"{step.code}：客服组 {step.group_id} 不存在",
        )
        for document in snapshot.of(PROCEDURE).values()
        for step in document.steps
        if step.group_id is not None and step.group_id not in known
    ]  # fmt: skip


def faults(document: ProcedureDocument) -> Iterator[tuple[str, str]]:
    """What is wrong with one definition, in both languages."""
    yield from _codes(document)
    yield from _automatic(document)
    yield from _names(document)
    yield from _policies(document)
    yield from _forms(document)
    if all(code in document.by_code for code in _followers(document)) and document.first in document.by_code:
        yield from _ways(document)


def _codes(document: ProcedureDocument) -> Iterator[tuple[str, str]]:
    for code in _twice(step.code for step in document.steps):
        yield f"the step {code} is there twice", f"步骤 {code} 重复"
    if document.first not in document.by_code:
        yield f"there is no first step {document.first}", f"起始步骤 {document.first} 不存在"
    for step in document.steps:
        for code in _twice(outcome.code for outcome in step.outcomes):
            yield f"{step.code}: the outcome {code} is there twice", f"{step.code}：结果 {code} 重复"
        for outcome in step.outcomes:
            yield from _ways_on(document, f"{step.code}.{outcome.code}", outcome)


def _automatic(document: ProcedureDocument) -> Iterator[tuple[str, str]]:
    """Of an automatic step one outcome, the last, is always there, and none asks for anything."""
    for step in document.steps:
        if step.automatic and (
            step.outcomes[-1].guards or any(one.fields or one.note is Note.REQUIRED for one in step.outcomes)
        ):
            yield (
                f"{step.code} is automatic but may ask or stand still",
                f"{step.code}：自动步骤须总有可走的结果",
            )


def _ways_on(document: ProcedureDocument, where: str, outcome: Outcome) -> Iterator[tuple[str, str]]:
    for code in outcome.then:
        if code not in document.by_code:
            yield f"{where}: there is no step {code}", f"{where}：步骤 {code} 不存在"
    if sum((bool(outcome.then), outcome.end is not None, outcome.closes)) != 1:
        yield f"{where} is a dead end, or leads two ways", f"{where}：没有后续，或后续不唯一"


def _twice(codes: Iterable[str]) -> Iterator[str]:
    return (code for code, count in Counter(codes).items() if count > 1)


def _names(document: ProcedureDocument) -> Iterator[tuple[str, str]]:
    for step, use, what in document.uses():
        if use.name not in (GUARDS if what == "guard" else EFFECTS):
            zh = "条件" if what == "guard" else "动作"
            yield f"{step.code}: unknown {what} {use.name}", f"{step.code}：未知{zh} {use.name}"
    at_deadline = document.at_deadline.effects if document.at_deadline else ()
    for use in (*document.unless_done, *at_deadline):
        if use.name not in EFFECTS:
            yield f"at an end: unknown effect {use.name}", f"结束时：未知动作 {use.name}"


def _policies(document: ProcedureDocument) -> Iterator[tuple[str, str]]:
    """What phone verifications are begun with."""
    for step, use, _ in document.uses():
        if use.name == "verification_begun" and (fault := policies.fault(use.given)):
            yield f"{step.code}: {fault.en}", f"{step.code}：{fault.zh}"


def _forms(document: ProcedureDocument) -> Iterator[tuple[str, str]]:
    for step in document.steps:
        for outcome in step.outcomes:
            if outcome.fields is not None:
                try:
                    schemas.compiled(outcome.fields)
                except SchemaRefused as error:
                    where = f"{step.code}.{outcome.code}.fields"
                    yield f"{where}: {error.message('en')}", f"{where}：{error.message('zh-CN')}"


def _ways(document: ProcedureDocument) -> Iterator[tuple[str, str]]:
    reached = _closure({document.first}, document)
    for step in document.steps:
        if step.code not in reached:
            yield f"the step {step.code} cannot be reached", f"步骤 {step.code} 无法到达"
        elif not any(_ends(document.by_code[code].outcomes) for code in _closure({step.code}, document)):
            yield f"the step {step.code} never leads to an end", f"步骤 {step.code} 无法走到结束"


def _closure(start: set[str], document: ProcedureDocument) -> set[str]:
    found, waiting = set(start), list(start)
    while waiting:
        for outcome in document.by_code[waiting.pop()].outcomes:
            for code in outcome.then:
                if code not in found:
                    found.add(code)
                    waiting.append(code)
    return found


def _ends(outcomes: Iterable[Outcome]) -> bool:
    return any(outcome.end is not None or outcome.closes for outcome in outcomes)


def _followers(document: ProcedureDocument) -> Iterator[str]:
    return (code for step in document.steps for outcome in step.outcomes for code in outcome.then)


CHECKS: tuple[Check, ...] = (procedures_lead_to_an_end, groups_are_there, procedures_exist(PROCEDURE))
