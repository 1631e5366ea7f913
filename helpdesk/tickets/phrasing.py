"""Standard phrases on a ticket: which fit it, and what they say once they are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from helpdesk.accounts.models import Agent, AgentGroup
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration import versions
from helpdesk.configuration.kinds import Snapshot
from helpdesk.customers.models import Customer
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.actor import Actor
from helpdesk.kit.errors import InvalidValue, Language, NotFound
from helpdesk.kit.names import LocalisedText
from helpdesk.kit.text import clean
from helpdesk.tickets.errors import PhraseIncomplete
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.phrases import PHRASE, Phrase
from helpdesk.tickets.visibility import visible

BLANK_LENGTH: Final = 200
_ABOUT: Final = (
    select(
        Ticket.number, Ticket.channel, Ticket.group_id, Ticket.service_item_id, Ticket.store_code,
        Ticket.member_code, Ticket.order_code, Customer.name.label("customer"), Agent.name.label("agent"),
        AgentGroup.name_zh, AgentGroup.name_en,
    )
    .join(AgentGroup, AgentGroup.id == Ticket.group_id)
    .outerjoin(Customer, Customer.id == Ticket.customer_id)
    .outerjoin(Agent, Agent.id == bindparam("agent_id"))
    .where(Ticket.id == bindparam("ticket_id"))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """A phrase that an agent replies with: its code, the language, and what they filled into its blanks."""

    code: str
    language: Language = "zh-CN"
    blanks: Mapping[str, str] = field(default_factory=dict)


class Offered(NamedTuple):
    """A phrase that fits a ticket, filled in as far as the helpdesk can; `missing` are facts that the ticket has
    not, so that the phrase cannot be used on it."""

    phrase: Phrase
    text: str
    missing: list[str]


async def offered(
    connection: AsyncConnection,
    actor: Actor,
    ticket_id: UUID,
    snapshot: Snapshot,
    *,
    language: Language,
    today: date,
) -> list[Offered]:
    """The phrases of a ticket that the actor sees, by code. Raises NotFound."""
    sight = visible(actor)
    given = {**sight.values, "ticket_id": ticket_id, "agent_id": actor.agent_id}
    row = (await connection.execute(_ABOUT.where(sight.sql), given)).one_or_none()
    if row is None:
        raise NotFound(field="ticketId", what="ticket", id=ids.encode("tkt", ticket_id))
    values = _facts(row, snapshot, language, today)
    found = []
    for phrase in sorted(_fitting(row, snapshot), key=lambda phrase: phrase.code):
        own = {blank.code for blank in phrase.blanks}
        lacking = [name for name in phrase.missing(values, language) if name not in own]
        found.append(Offered(phrase, phrase.written(values, language), lacking))
    return found


async def compose(work: UnitOfWork, ticket: Ticket, chosen: Chosen, *, at: str) -> str:
    """What a phrase in force says on a locked ticket. Raises NotFound, InvalidValue and PhraseIncomplete, their
    fields below `at`."""
    snapshot = await versions.current(work)
    given = {"ticket_id": ticket.id, "agent_id": work.actor.agent_id}
    row = (await work.session.execute(_ABOUT, given)).one()
    phrase = next((one for one in _fitting(row, snapshot) if one.code == chosen.code), None)
    if phrase is None:
        raise NotFound(field=f"{at}.code", what="phrase", id=chosen.code)
    values = _facts(row, snapshot, chosen.language, work.today) | _blanks(phrase, chosen, at)
    missing = phrase.missing(values, chosen.language)
    if missing:
        own = {blank.code for blank in phrase.blanks}
        place = "blanks" if own.intersection(missing) else "code"
        raise PhraseIncomplete(field=f"{at}.{place}", phrase=phrase.code, missing=", ".join(missing))
    return phrase.written(values, chosen.language)


def _fitting(row: Any, snapshot: Snapshot) -> list[Phrase]:
    lineage = Catalog.of(snapshot).lineage(row.service_item_id)
    return [
        phrase
        for phrase in snapshot.of(PHRASE).values()
        if phrase.fits(channel=row.channel, group_id=row.group_id, item_ids=lineage)
    ]


def _facts(row: Any, snapshot: Snapshot, language: Language, today: date) -> dict[str, str]:
    item = Catalog.of(snapshot).items.get(row.service_item_id)
    group = LocalisedText(zh=row.name_zh, en=row.name_en)
    return {
        "customer": row.customer or "", "agent": row.agent or "", "group": group.in_language(language),
        "item": item.name.in_language(language) if item else "", "number": str(row.number),
        "member_code": row.member_code or "", "store_code": row.store_code or "",
        "order_code": row.order_code or "", "date": today.isoformat(),
    }  # fmt: skip


def _blanks(phrase: Phrase, chosen: Chosen, at: str) -> dict[str, str]:
    own = {blank.code for blank in phrase.blanks}
    for code in chosen.blanks:
        if code not in own:
            raise InvalidValue(
                f"{at}.blanks", f"The phrase has no blank {code}.", f"该标准用语没有填空项 {code}。"
            )
    return {
        code: clean(value, field=f"{at}.blanks.{code}", at_most=BLANK_LENGTH, required=False)
        for code, value in chosen.blanks.items()
    }
