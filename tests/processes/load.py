"""Clients that never give up: each change goes with its key, again after every lost answer and retryable error."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from tests.api.conftest import token

STORES = 6
AGENTS = ("wang", "zhao")
FIELDS = "ticket { id number } userErrors { code field message retryable }"


@dataclass(slots=True)
class Accepted:
    """A ticket that was accepted, and all that was accepted about it."""

    id: str
    number: str
    title: str
    fate: str
    said: list[str] = field(default_factory=list)
    asked: int = 0
    solved: bool = False

    @property
    def uuid(self) -> UUID:
        """The id as the database has it."""
        return UUID(self.id.removeprefix("tkt_"))


@dataclass(slots=True)
class Client:
    """Sends changes until they are done; counts what it was refused with, and keeps what it must never be told."""

    url: str
    http: httpx.AsyncClient
    refused: Counter[str] = field(default_factory=Counter)
    improper: list[Any] = field(default_factory=list)

    async def change(self, who: str, name: str, /, **given: Any) -> dict[str, Any]:
        """The payload of a mutation that was done."""
        kind = f"{name[0].upper()}{name[1:]}Input"
        document = f"mutation($input: {kind}!) {{ {name}(input: $input) {{ {FIELDS} }} }}"
        while True:
            body = await self.ask(who, document, input=given)
            payload = ((body.get("data") or {}).get(name) or {}) if body else {}
            errors = [
                *payload.get("userErrors", ()),
                *(one["extensions"] for one in (body or {}).get("errors", ())),
            ]
            if payload.get("ticket"):
                return dict(payload)
            self.refused.update(error["code"] for error in errors)
            if any(not error.get("retryable") for error in errors):
                self.improper.append({"mutation": name, "input": given, "answer": body})
                if payload:
                    raise AssertionError(self.improper[-1])
            await asyncio.sleep(0.1)

    async def ask(self, who: str, document: str, **variables: Any) -> dict[str, Any] | None:
        """The answer's body; None when there was none, or when it is to be asked for later."""
        headers = {"Authorization": f"Bearer {token(who)}", "Accept-Language": "en"}
        try:
            response = await self.http.post(
                f"{self.url}/graphql", json={"query": document, "variables": variables}, headers=headers
            )
        except httpx.HTTPError as error:
            self.refused[type(error).__name__] += 1
            return None
        body: dict[str, Any] = response.json()
        if response.status_code == 503:
            [error] = body["errors"]
            self.refused[f"503 {error['extensions']['code']}"] += 1
            if "retry-after" not in response.headers:
                self.improper.append({"status": 503, "headers": dict(response.headers), "answer": body})
            return None
        if response.status_code != 200:
            self.improper.append({"status": response.status_code, "answer": body})
            return None
        return body


@dataclass(slots=True)
class Load:
    """Conversations, some at a time, until told to stop; then those begun are brought to their end."""

    client: Client
    item: UUID
    orders: list[tuple[str, str]]
    seed: int
    pause: float = 0.3
    accepted: list[Accepted] = field(default_factory=list)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    begun: int = 0

    async def run(self, side_by_side: int) -> None:
        """Go on until `stopping` is set."""
        async with asyncio.TaskGroup() as group:
            for place in range(side_by_side):
                group.create_task(self._converse_on(random.Random(f"{self.seed}-{place}")))

    async def _converse_on(self, chance: random.Random) -> None:
        while not self.stopping.is_set():
            self.begun += 1
            if self.orders and chance.random() < 0.15:
                await self._delete(*self.orders.pop(), chance)
            else:
                await self._converse(f"{self.seed}-{self.begun}", chance)

    async def _converse(self, name: str, chance: random.Random) -> None:
        store, agent = f"store:S00{chance.randint(1, STORES)}", chance.choice(AGENTS)
        fate = chance.choices(["NEGLECTED", "ANSWERED", "ASKED", "SOLVED"], [4, 2, 2, 2])[0]
        given = {
            "serviceItemId": f"svc_{self.item.hex}",
            "title": f"第 {name} 张",
            "idempotencyKey": f"{name}-submit",
        }
        ticket = await self._submit(store, "submitTicket", given, given["title"], fate)
        if fate == "NEGLECTED":
            return
        await self._say(ticket, agent, "replyToTicket", "body", chance)
        if fate == "ASKED":
            for _ in range(chance.randint(1, 2)):
                await self._say(ticket, agent, "requestInformation", "question", chance)
                ticket.asked += 1
                await self._say(ticket, store, "replyToTicket", "body", chance)
        elif fate == "ANSWERED":
            await self._say(ticket, store, "replyToTicket", "body", chance)
        if fate != "ANSWERED":
            await self._say(ticket, agent, "solveTicket", "resolution", chance)
            ticket.solved = True

    async def _delete(self, store: str, order: str, chance: random.Random) -> None:
        """Ask for an order's deletion and check it: a worker tells the platform to do it."""
        given = {"orderCode": order, "reason": "下错单", "idempotencyKey": f"{order}-submit"}
        ticket = await self._submit(f"store:{store}", "submitOrderDeletion", given, order, "DELETED")
        await asyncio.sleep(self.pause * chance.random())
        await self.client.change(
            "wang",
            "takeStep",
            ticketId=ticket.id,
            step="CHECK",
            outcome="NOT_SHIPPED",
            idempotencyKey=f"{order}-check",
        )

    async def _submit(self, who: str, name: str, given: dict[str, Any], title: str, fate: str) -> Accepted:
        found = (await self.client.change(who, name, **given))["ticket"]
        ticket = Accepted(found["id"], str(found["number"]), title, fate)
        self.accepted.append(ticket)
        return ticket

    async def _say(self, ticket: Accepted, who: str, name: str, field_: str, chance: random.Random) -> None:
        """One change with a text that nothing else has."""
        await asyncio.sleep(self.pause * 2 * chance.random())
        text = f"{ticket.title} / {len(ticket.said)}"
        given = {"ticketId": ticket.id, field_: text, "idempotencyKey": text}
        await self.client.change(who, name, **given)
        ticket.said.append(text)
