"""A house with one pack installed and everybody in place, and scenarios played in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select

from helpdesk.accounts.agents import AgentDocument, save_agent
from helpdesk.accounts.groups import GroupDocument, UnitDocument, save_group, save_unit, set_group_members
from helpdesk.accounts.models import AgentGroup, OrganisationUnit, UnitKind
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration import versions
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM, Actor, ActorKind
from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.packs.install import Installed, install
from helpdesk.packs.pack import load
from helpdesk.procedures import running
from helpdesk.procedures.models import Procedure, ProcedureStep
from helpdesk.sla.models import SlaTimer
from helpdesk.tickets import conversation, lifecycle
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.phrasing import Chosen
from helpdesk.tickets.relations import TicketLink
from tests.actors import granted
from tests.features.attachments.planting import stored_on
from tests.features.tickets.build import STORE, Desk
from tests.packs import clear

_LENGTH = TypeAdapter(timedelta)


class House:
    """Plays scenarios: `by` is a group's agent, `manager G`, `department G`, `company G`, or the requester."""

    def __init__(self, desk: Desk, name: str) -> None:
        self.desk = Desk(desk.transactor, replace(desk.world, items=dict(desk.world.items)), desk.clock)
        self.pack = load(name)
        self.groups: dict[str, UUID] = {}
        self.agents: dict[str, UUID] = {}

    async def open(self) -> list[Installed]:
        """Install, put people in place, install again and once more; what each installation did.

        The tests' world has items of the codes of `direct-sales`; they make room for it.
        """
        if self.pack.name == "direct-sales":
            await clear(self.desk.transactor)
        first = await self._install()
        await self.desk.do(SYSTEM, self._staff)
        return [first, await self._install(), await self._install()]

    async def _install(self) -> Installed:
        return await self.desk.do(SYSTEM, install, self.pack.name)

    async def _staff(self, work: UnitOfWork) -> None:
        units = {unit.code: unit for unit in await work.session.scalars(select(OrganisationUnit))}
        for code, unit in units.items():
            document = UnitDocument(
                UnitKind(unit.kind),
                code,
                unit.name_zh,
                unit.name_en,
                unit.parent_id,
                await self._agent(work, code),
            )
            await save_unit(work, document, unit_id=unit.id)
        codes = {group["code"] for group in self.pack.groups}
        for group in (await work.session.scalars(select(AgentGroup))).all():
            if group.code in codes:
                manager = await self._agent(work, f"manager {group.code}")
                document = GroupDocument(
                    group.code, group.name_zh, group.name_en, group.department_id, manager
                )
                await save_group(work, document, group_id=group.id)
                member = await self._agent(work, group.code)
                await set_group_members(work, group_id=group.id, agent_ids=[member])
                self.groups[group.code] = group.id

    async def _agent(self, work: UnitOfWork, name: str) -> UUID:
        if name not in self.agents:
            roles = ["AGENT"] if name in {group["code"] for group in self.pack.groups} else ["MANAGER"]
            document = AgentDocument(f"{self.pack.name} {name}", name, roles=roles, skills=[], capacity=50)
            self.agents[name] = (await save_agent(work, document)).id
        return self.agents[name]

    def actor(self, by: str) -> Actor:
        """Who that is."""
        if by == "requester":
            return STORE
        rank, _, code = by.rpartition(" ")
        units = {group["code"]: group["unit"] for group in self.pack.groups}
        named = {"": code, "manager": by, "department": units[code], "company": "HQ"}[rank]
        agent_id, role = self.agents[named], "MANAGER" if rank else "AGENT"
        sight = frozenset(self.groups.values()) if rank in {"department", "company"} else {self.groups[code]}
        works_in = frozenset() if rank else frozenset({self.groups[code]})
        return Actor(
            ActorKind.AGENT, f"agent:{agent_id.hex}", granted(role), agent_id=agent_id, group_ids=frozenset(sight),
            works_in=works_in,
        )  # fmt: skip

    async def play(self, scenario: dict[str, Any]) -> None:
        """Play a scenario and hold what came of it to what it expects."""
        if "before" in scenario:
            await self.submit(scenario["before"])
        ticket = await self.submit(scenario["submit"])
        for step in scenario["steps"]:
            if "wait" in step:
                self.desk.clock.advance(_LENGTH.validate_python(step["wait"]))
            elif "photo" in step:
                await stored_on(self.desk, ticket)
            elif "reply" in step:
                await self.desk.reply(self.actor(step["by"]), ticket, step["reply"])
            elif "phrase" in step:
                said = Chosen(step["phrase"], blanks=step.get("blanks", {}))
                await self.desk.do(
                    self.actor(step["by"]), conversation.reply, ticket_id=ticket.id, phrase=said
                )
            elif "solve" in step:
                await self.desk.do(
                    self.actor(step["by"]), lifecycle.solve, ticket_id=ticket.id, resolution=step["solve"]
                )
            else:
                await self._take(ticket, step)
        await self._hold_ticket(ticket, scenario["expect"])
        if "state" in scenario["expect"]:
            await self._hold(ticket, scenario["expect"])

    async def submit(self, given: dict[str, Any]) -> Ticket:
        """Submit a ticket under an item, named by its code."""

        async def find(work: UnitOfWork) -> UUID:
            return Catalog.of(await versions.current(work)).item_by_code(given["item"]).id

        self.desk.world.items[given["item"]] = await self.desk.do(SYSTEM, find)
        return await self.desk.submit(**given)

    async def _take(self, ticket: Ticket, step: dict[str, Any]) -> None:
        refused = None
        actor = self.actor(step["by"])
        if step.get("refused"):
            actor = replace(actor, sees_all=actor.kind is ActorKind.AGENT)
        try:
            await self.desk.do(
                actor, running.take, ticket_id=ticket.id, step=step["take"], outcome=step["outcome"],
                fields=step.get("fields"), note=step.get("note"),
            )  # fmt: skip
        except HelpdeskError as error:
            refused = error.code
        except Several as several:
            refused = several.errors[0].code
        assert refused == step.get("refused"), step

    async def _hold_ticket(self, ticket: Ticket, expected: dict[str, Any]) -> None:
        found = await self.desk.ticket(ticket)
        assert found.status == expected["ticket"]
        assert found.priority == expected.get("priority", found.priority)
        assert set(expected.get("tags", ())) <= set(found.tags)
        if "group" in expected:
            assert found.group_id == self.groups[expected["group"]]
        if "late" in expected:
            timers = await self.desk.timers(ticket)
            assert [name for name, timer in timers.items() if timer.breached_at] == expected["late"]

    async def _hold(self, ticket: Ticket, expected: dict[str, Any]) -> None:
        [procedure] = await self.desk.scalars(select(Procedure).where(Procedure.ticket_id == ticket.id))
        assert (procedure.state, procedure.reason) == (expected["state"], expected.get("reason"))
        turns = await self.desk.scalars(
            select(ProcedureStep).where(ProcedureStep.ticket_id == ticket.id).order_by(ProcedureStep.place)
        )
        if "turns" in expected:
            assert [f"{turn.code} {turn.outcome}" for turn in turns] == expected["turns"]
        assert {turn.state for turn in turns} == {"TAKEN"}
        assert expected.get("knows", {}).items() <= procedure.facts.items()
        if "broken" in expected:
            late = select(SlaTimer.id).where(
                SlaTimer.subject_id == ticket.id, SlaTimer.breached_at.is_not(None)
            )
            broken = set(await self.desk.scalars(late))
            assert [turn.code for turn in turns if turn.timer_id in broken] == expected["broken"]
        if expected.get("linked"):
            assert (
                len(await self.desk.scalars(select(TicketLink).where(TicketLink.source_id == ticket.id))) == 1
            )
