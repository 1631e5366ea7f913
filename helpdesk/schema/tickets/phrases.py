"""Standard phrases (标准用语): as the configuration has them, and as a ticket is offered them."""

from __future__ import annotations

from typing import Annotated, cast

import strawberry

from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Snapshot
from helpdesk.kit.actor import Permission
from helpdesk.kit.wording import LocalisedWording
from helpdesk.schema.catalog import types as catalog
from helpdesk.schema.catalog.types import ServiceItem, name_of
from helpdesk.schema.configuration.entries import entry
from helpdesk.schema.context import Info
from helpdesk.schema.enums import Channel
from helpdesk.schema.fields import needed
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.enums import Language
from helpdesk.schema.people.types import AgentGroup, Name
from helpdesk.schema.projection.declarations import column, identifier
from helpdesk.schema.projection.requests import ByKey
from helpdesk.schema.sources import GROUPS
from helpdesk.tickets import phrasing
from helpdesk.tickets.phrases import PHRASE
from helpdesk.tickets.phrases import Blank as BlankDocument
from helpdesk.tickets.phrases import Phrase as PhraseDocument


def _worded(text: LocalisedWording) -> Name:
    return Name(zh=text.zh, en=text.en)


@strawberry.type(description="What the agent fills into a phrase.")
class PhraseBlank:
    """A blank."""

    row: strawberry.Private[BlankDocument]
    code: str = column("code", "Its name in the text, in braces.")
    label: Name = column("label", "What to ask the agent by.", convert=name_of)


@strawberry.type(description="A standard phrase (标准用语): a reply that was worded beforehand.")
class Phrase(Node):
    """A phrase."""

    row: strawberry.Private[PhraseDocument]
    snapshot: strawberry.Private[Snapshot]
    id: strawberry.ID = identifier("phr")
    code: str = column("code", "Its code.")
    name: Name = column("name", "What it is called.", convert=name_of)
    text: Name = column("text", "What it says, with its placeholders.", convert=_worded)
    channels: list[Channel] = column(
        "channels", "The channels that it is for; every one when empty.", convert=list
    )

    @strawberry.field(description="What the agent fills in.")
    def blanks(self) -> list[PhraseBlank]:
        """The blanks."""
        return [PhraseBlank(row=blank) for blank in self.row.blanks]

    @strawberry.field(description="The groups that it is for; every one when empty.")
    def groups(self) -> list[AgentGroup]:
        """The groups."""
        return [cast("AgentGroup", ByKey(GROUPS, key)) for key in self.row.group_ids]

    @strawberry.field(
        description="The service items that it is for, with all below them; every one when empty."
    )
    def items(self) -> list[ServiceItem]:
        """The items."""
        found = Catalog.of(self.snapshot)
        return [catalog.shown(found, key) for key in self.row.item_ids]


@strawberry.type(description="A phrase that fits a ticket, as it would be sent.")
class OfferedPhrase:
    """A preview."""

    phrase: Phrase = strawberry.field(description="The phrase.")
    text: str = strawberry.field(
        description="What it says on this ticket: facts are filled in, blanks stand as `{code}`."
    )
    missing: list[str] = strawberry.field(
        description="Facts that this ticket has not, as `order_code`: while there are any it cannot be sent."
    )


@strawberry.type
class PhraseQueries:
    """Root fields about phrases."""

    @strawberry.field(description="Standard phrases in force, by code. Needs `configuration.read`.")
    async def phrases(self, info: Info) -> list[Phrase]:
        """Phrases."""
        info.context.actor.require(Permission.CONFIGURATION_READ)
        snapshot = await info.context.configuration()
        rows = sorted(snapshot.of(PHRASE).values(), key=lambda row: row.code)
        return [Phrase(row=row, snapshot=snapshot) for row in rows]

    @strawberry.field(
        description="The phrases in force that fit a ticket, by code, as they would be sent by the calling agent. "
        "`replyToTicket` takes them. NOT_FOUND for a ticket out of sight. Needs `ticket.work`."
    )
    async def ticket_phrases(
        self,
        info: Info,
        ticket_id: Annotated[strawberry.ID, strawberry.argument(description="The ticket, `tkt_…`.")],
        language: Annotated[
            Language, strawberry.argument(description="The language to reply in.")
        ] = Language.ZH_CN,
    ) -> list[OfferedPhrase]:
        """What to choose from."""
        context = info.context
        context.actor.require(Permission.TICKET_WORK)
        snapshot = await context.configuration()
        transactor = context.services.transactor
        async with context.read() as connection:
            found = await phrasing.offered(
                connection, context.actor, needed("tkt", ticket_id, "ticketId"), snapshot,
                language="zh-CN" if language is Language.ZH_CN else "en",
                today=transactor.clock.now().astimezone(transactor.zone).date(),
            )  # fmt: skip
        return [OfferedPhrase(phrase=Phrase(row=one, snapshot=snapshot), text=text, missing=missing)
                for one, text, missing in found]  # fmt: skip


NODES.register("phr", lambda context, key: entry(context, PHRASE, Phrase, key))
