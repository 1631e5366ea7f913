"""Member information changes over GraphQL (docs/domain.md, 3.1)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated

import strawberry

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.channel import Channel as ChannelValue
from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.platform.values import MemberField
from helpdesk.procedures import typed_intake
from helpdesk.procedures.changes import asking, freezing
from helpdesk.procedures.changes.forms import AskedDocument, ChangeForm
from helpdesk.procedures.changes.freezing import Mismatched
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.rules.documents import DocumentKind
from helpdesk.procedures.rules.member_change import Asked, Need
from helpdesk.schema.context import Context, Info
from helpdesk.schema.enums import Channel
from helpdesk.schema.errors import UserError, user_errors
from helpdesk.schema.fields import needed
from helpdesk.schema.mutation import Outcome, change
from helpdesk.schema.procedures.asking import about
from helpdesk.schema.tickets.inputs import KEY
from helpdesk.schema.tickets.mutations import TicketPayload

strawberry.enum(MemberField, description="A field of a member that a form can change.")
strawberry.enum(Need, name="ChangeNeed", description="What a change needs before it is applied.")
strawberry.enum(
    DocumentKind, name="StoreDocument", description="A paper of a store that names its legal person."
)


@strawberry.input(description="One field to change.")
class MemberChangeInput:
    """A row of the form."""

    field: str = strawberry.field(
        description="A `MemberField`. `ID_NUMBER` and `PASSWORD` are refused, whatever else the form holds."
    )
    before: str | None = strawberry.field(
        default=None, description="What the platform holds now; null where it holds nothing."
    )
    after: str = strawberry.field(description="What it is to hold; at most 500 characters.")


@strawberry.input(description="A paper of the store, as a file.")
class StoreDocumentInput:
    """One of the three."""

    kind: DocumentKind = strawberry.field(description="Which.")
    attachment_id: strawberry.ID = strawberry.field(
        description="The caller's uploaded file, `att_…`, sent with the purpose of that name."
    )


@strawberry.input(description="A request to change a member's information (基础信息变更).")
class SubmitMemberChangeInput:
    """The form (《基础信息更改申请表》)."""

    member_code: str = strawberry.field(description="The member (会员编号).")
    changes: list[MemberChangeInput] = strawberry.field(description="The fields to change, each once.")
    id_copy_id: strawberry.ID = strawberry.field(
        description="The copy of the ID card: the caller's uploaded file, `att_…`, sent as `ID_CARD_COPY`."
    )
    documents: list[StoreDocumentInput] = strawberry.field(
        default_factory=list,
        description="The three papers, where the name of a member is changed whom a store is tied to.",
    )
    channel: Channel = strawberry.field(default=ChannelValue.WEB_FORM, description="How it came in.")
    external_id: str | None = strawberry.field(default=None, description="The submitting system's own id.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def read(self) -> ChangeForm:
        """The form as the verb takes it. Raises InvalidId."""
        return ChangeForm(
            member_code=self.member_code,
            changes=tuple(Asked(one.field, one.before, one.after) for one in self.changes),
            id_copy_id=needed("att", self.id_copy_id, "idCopyId"),
            documents=tuple(
                AskedDocument(one.kind, needed("att", one.attachment_id, f"documents.{place}.attachmentId"))
                for place, one in enumerate(self.documents)
            ),
            channel=self.channel,
            external_id=self.external_id,
        )


@strawberry.type(description="What changing one field takes.")
class MemberFieldStanding:
    """For a front end, beforehand."""

    field: MemberField = strawberry.field(description="Which field.")
    self_service: bool = strawberry.field(
        description="Whether the member changes it in the portal; the form is for who cannot."
    )
    needs: list[Need] = strawberry.field(description="What a form that changes it needs.")
    in_progress: bool = strawberry.field(
        description="Whether a request about it is being worked on: until it ends, another is refused."
    )


@strawberry.type(
    description="What changing a member's information takes now, by the very rules that enforce it."
)
class MemberChangeEligibility:
    """For a front end, beforehand."""

    allowed: bool = strawberry.field(description="Whether forms about this member are looked at now.")
    refusals: list[UserError] = strawberry.field(description="What forbids it: MEMBER_CHANGES_FROZEN.")
    fields: list[MemberFieldStanding] = strawberry.field(description="Every field that a form can change.")
    mismatches_left: int = strawberry.field(
        description="How many more values before a change may miss today, before the member is frozen."
    )
    frozen_until: datetime | None = strawberry.field(description="Until when it is frozen, where it is.")


@strawberry.type(description="What submitMemberChange answers with.")
class SubmitMemberChangePayload(TicketPayload):
    """The ticket."""


async def submit_member_change(work: UnitOfWork, input: SubmitMemberChangeInput, facts: Facts) -> Outcome:
    return {"ticket": (await asking.submit(work, input.read(), facts=facts)).id}


async def ask_of_member(context: Context, input: SubmitMemberChangeInput) -> Facts:
    """The member as the platform holds them now."""
    return await about(context, member_code=input.member_code)


async def count_mismatches(context: Context, refused: HelpdeskError | Several) -> HelpdeskError | Several:
    """What a form missed is counted in a transaction of its own before it is told, or not told any more."""
    if not isinstance(refused, Mismatched):
        return refused
    counting = partial(freezing.count, refused=refused, intake=asking.INTAKE)
    return await context.services.transactor.run(context.actor, counting)


@strawberry.type
class MemberChangeMutations:
    """Mutations about member information changes."""

    submit_member_change = change(
        submit_member_change,
        payload=SubmitMemberChangePayload,
        description="Ask for a change of a member's information, whole or not at all. By the store manager, or who "
        "submits for others. A value before that is not what the platform holds is refused, its field named, and "
        "counted: after too many in a day the member is frozen. Needs `ticket.submit`. Events: ticket.submitted, "
        "procedure.began, member.mismatched, member.frozen.",
        prepare=ask_of_member,
        when_refused=count_mismatches,
    )


@strawberry.type
class MemberChangeQueries:
    """Queries about member information changes."""

    @strawberry.field(
        description="What changing a member's information takes now. NOT_FOUND for a member who is not the caller's. "
        "Needs `ticket.submit`; not for members."
    )
    async def member_change_eligibility(
        self,
        info: Info,
        member_code: Annotated[str, strawberry.argument(description="The member (会员编号).")],
    ) -> MemberChangeEligibility:
        """By the rules of submitMemberChange."""
        context = info.context
        facts = await about(context, member_code=member_code)
        _, definition = typed_intake.item_of(await context.configuration(), asking.INTAKE)
        transactor = context.services.transactor
        async with transactor.read() as connection:
            verdict = await asking.standing(
                connection, context.actor, member_code, facts=facts, now=transactor.clock.now(),
                zone=transactor.zone, limit=definition.mismatches_a_day,
            )  # fmt: skip
        found = verdict.facts
        return MemberChangeEligibility(
            allowed=verdict.allowed,
            refusals=[error for one in verdict.refusals for error in user_errors(one, context.language)],
            fields=[
                MemberFieldStanding(
                    field=one.field,
                    self_service=one.self_service,
                    needs=sorted(one.needs),
                    in_progress=one.field in found.open,
                )
                for one in found.fields
            ],
            mismatches_left=found.left,
            frozen_until=found.frozen_until,
        )
