"""Password resets over GraphQL (docs/domain.md, 3.2)."""

from __future__ import annotations

from typing import Annotated

import strawberry

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.channel import Channel as ChannelValue
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.resets import asking
from helpdesk.procedures.resets.asking import ResetForm
from helpdesk.schema.context import Context, Info
from helpdesk.schema.enums import Channel
from helpdesk.schema.errors import UserError, user_errors
from helpdesk.schema.fields import needed
from helpdesk.schema.mutation import Outcome, change
from helpdesk.schema.procedures.asking import about
from helpdesk.schema.tickets.inputs import KEY
from helpdesk.schema.tickets.mutations import TicketPayload


@strawberry.input(description="A request to reset a member's password (密码重置).")
class SubmitPasswordResetInput:
    """The form."""

    member_code: str = strawberry.field(description="The member (会员编号).")
    id_copy_id: strawberry.ID = strawberry.field(
        description="The copy of the ID card: the caller's uploaded file, `att_…`, sent as `ID_CARD_COPY`."
    )
    channel: Channel = strawberry.field(default=ChannelValue.WEB_FORM, description="How it came in.")
    external_id: str | None = strawberry.field(default=None, description="The submitting system's own id.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def read(self) -> ResetForm:
        """The form as the verb takes it. Raises InvalidId."""
        id_copy_id = needed("att", self.id_copy_id, "idCopyId")
        return ResetForm(self.member_code, id_copy_id, self.channel, self.external_id)


@strawberry.type(
    description="Whether a member's password can be asked to be reset now, by the very rules that enforce it."
)
class PasswordResetEligibility:
    """For a front end, beforehand."""

    allowed: bool = strawberry.field(description="Whether a request is taken in.")
    refusals: list[UserError] = strawberry.field(
        description="What forbids it: PROCEDURE_OPEN_ALREADY while another is worked on."
    )


@strawberry.type(description="What submitPasswordReset answers with.")
class SubmitPasswordResetPayload(TicketPayload):
    """The ticket."""


async def submit_password_reset(work: UnitOfWork, input: SubmitPasswordResetInput, facts: Facts) -> Outcome:
    return {"ticket": (await asking.submit(work, input.read(), facts=facts)).id}


async def ask_of_member(context: Context, input: SubmitPasswordResetInput) -> Facts:
    """The member as the platform holds them now."""
    return await about(context, member_code=input.member_code)


@strawberry.type
class ResetMutations:
    """The mutation that asks for a reset."""

    submit_password_reset = change(
        submit_password_reset,
        payload=SubmitPasswordResetPayload,
        description="Ask for a member's password to be reset: after a call to the number that the platform holds, and "
        "no other. The new one goes from the platform to the member. By the store manager, or who submits for others. "
        "Needs `ticket.submit`. Events: ticket.submitted, procedure.began.",
        prepare=ask_of_member,
    )


@strawberry.type
class ResetQueries:
    """The query about resets."""

    @strawberry.field(
        description="Whether a member's password can be asked to be reset now. NOT_FOUND for a member who is not the "
        "caller's. Needs `ticket.submit`; not for members."
    )
    async def password_reset_eligibility(
        self,
        info: Info,
        member_code: Annotated[str, strawberry.argument(description="The member (会员编号).")],
    ) -> PasswordResetEligibility:
        """By the rules of submitPasswordReset."""
        context = info.context
        facts = await about(context, member_code=member_code)
        async with context.services.transactor.read() as connection:
            verdict = await asking.standing(connection, context.actor, member_code, facts=facts)
        return PasswordResetEligibility(
            allowed=verdict.allowed,
            refusals=[error for one in verdict.refusals for error in user_errors(one, context.language)],
        )
