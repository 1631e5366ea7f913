"""Order deletion over GraphQL (docs/domain.md, 3.3)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.channel import Channel as ChannelValue
from helpdesk.procedures import running
from helpdesk.procedures.deletions import asking
from helpdesk.procedures.deletions.asking import DeletionForm
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.rules.deletion import Way
from helpdesk.schema.context import Context, Info
from helpdesk.schema.enums import Channel
from helpdesk.schema.errors import UserError, user_errors
from helpdesk.schema.fields import needed
from helpdesk.schema.mutation import Outcome, change
from helpdesk.schema.procedures.asking import about, about_ticket
from helpdesk.schema.procedures.invoices import Money
from helpdesk.schema.tickets.inputs import KEY, TICKET, VERSION
from helpdesk.schema.tickets.mutations import TicketPayload

strawberry.enum(
    Way,
    name="DeletionWay",
    description="Where a deletion goes: DELETE after the agent's check, FEE first, or NOT at all.",
)


@strawberry.input(
    description="A request to delete an order (删单), and with it the membership that it registered."
)
class SubmitOrderDeletionInput:
    """The form (《订单/会员删除》)."""

    order_code: str | None = strawberry.field(
        default=None, description="The order (订单编号); or give the member."
    )
    member_code: str | None = strawberry.field(
        default=None,
        description="The member that the order registered (会员编号); finds the order.",
    )
    reason: str = strawberry.field(description="Why; at most 500 characters.")
    channel: Channel = strawberry.field(default=ChannelValue.WEB_FORM, description="How it came in.")
    external_id: str | None = strawberry.field(default=None, description="The submitting system's own id.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def read(self) -> DeletionForm:
        """The form as the verb takes it."""
        return DeletionForm(self.order_code, self.member_code, self.reason, self.channel, self.external_id)


@strawberry.input(description="A logistics fee that finance saw paid.")
class RecordFeePaymentInput:
    """Reference and amount."""

    ticket_id: strawberry.ID = strawberry.field(description=TICKET)
    reference: str = strawberry.field(description="The payment's reference, at most 100 characters.")
    amount: str = strawberry.field(
        description="Decimal, in the quote's currency, as `12.00`; at least the quote."
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="What deleting an order asks for now, by the very rules that enforce it.")
class OrderDeletionEligibility:
    """For a front end, beforehand."""

    allowed: bool = strawberry.field(description="Whether it can be deleted as things stand, without a fee.")
    refusals: list[UserError] = strawberry.field(
        description="What forbids it; FEE_NOT_PAID where a fee comes first."
    )
    way: Way = strawberry.field(description="Where it goes.")
    opens_at: datetime = strawberry.field(description="When its settlement period (结算期) opened.")
    closes_at: datetime = strawberry.field(description="The first instant at which it is too late.")
    shipped: bool = strawberry.field(description="Whether it is shipped.")
    fee: Money | None = strawberry.field(description="The logistics fee, for a shipped order.")
    fee_expires_at: datetime | None = strawberry.field(description="Until when that quote holds.")
    registered_member: str | None = strawberry.field(description="The member that would be deleted with it.")
    dependents: list[str] = strawberry.field(description="What depends on that member and stands in the way.")


@strawberry.type(description="What submitOrderDeletion answers with.")
class SubmitOrderDeletionPayload(TicketPayload):
    """The ticket."""


@strawberry.type(description="What recordFeePayment answers with.")
class RecordFeePaymentPayload(TicketPayload):
    """The ticket."""


async def submit_order_deletion(work: UnitOfWork, input: SubmitOrderDeletionInput, facts: Facts) -> Outcome:
    return {"ticket": (await asking.submit(work, input.read(), facts=facts)).id}


async def record_fee_payment(work: UnitOfWork, input: RecordFeePaymentInput, facts: Facts) -> Outcome:
    ticket = await running.take(
        work, ticket_id=needed("tkt", input.ticket_id, "ticketId"), step="FEE", outcome="PAID",
        fields={"reference": input.reference, "amount": input.amount},
        expected_version=input.expected_version, facts=facts,
    )  # fmt: skip
    return {"ticket": ticket.id}


async def ask_of_order(context: Context, input: SubmitOrderDeletionInput) -> Facts:
    """The order, or the one that registered the member, as the platform holds it now."""
    if input.order_code is not None:
        return await about(context, order_code=input.order_code)
    if input.member_code is None:
        return Facts()
    facts = await about(context, member_code=input.member_code)
    order = asking.registration_of(facts.member_orders)
    if order is None:
        return facts
    return await about(context, order_code=order.code)


async def ask_of_ticket(context: Context, input: RecordFeePaymentInput) -> Facts:
    """The ticket's order as the platform holds it now."""
    return await about_ticket(context, needed("tkt", input.ticket_id, "ticketId"))


@strawberry.type
class DeletionMutations:
    """Mutations about deletions."""

    submit_order_deletion = change(
        submit_order_deletion,
        payload=SubmitOrderDeletionPayload,
        description="Ask for the deletion of an order inside its settlement period. By the store manager, or who "
        "submits for others. Needs `ticket.submit`. Events: ticket.submitted, procedure.began.",
        prepare=ask_of_order,
    )
    record_fee_payment = change(
        record_fee_payment,
        payload=RecordFeePaymentPayload,
        description="Record that the logistics fee of a shipped order was paid; the deletion goes on. By an agent of "
        "finance. Needs `procedure.take_step`. Events: procedure.step_taken.",
        prepare=ask_of_ticket,
    )


@strawberry.type
class DeletionQueries:
    """Queries about deletions."""

    @strawberry.field(
        description="What deleting an order asks for now. NOT_FOUND for an order that is not the caller's. Needs "
        "`ticket.submit`; not for members."
    )
    async def order_deletion_eligibility(
        self, info: Info, order_code: Annotated[str, strawberry.argument(description="The order (订单编号).")]
    ) -> OrderDeletionEligibility:
        """By the rules of submitOrderDeletion."""
        context = info.context
        facts = await about(context, order_code=order_code)
        now = context.services.transactor.clock.now()
        verdict = asking.eligibility(context.actor, order_code, facts=facts, now=now)
        found = verdict.facts
        return OrderDeletionEligibility(
            allowed=verdict.allowed,
            refusals=[
                error for refusal in verdict.refusals for error in user_errors(refusal, context.language)
            ],
            way=found.way,
            opens_at=found.opens_at,
            closes_at=found.closes_at,
            shipped=found.shipped,
            fee=Money(amount=found.fee.amount, currency=found.fee.currency) if found.fee else None,
            fee_expires_at=found.quote.expires_at if found.quote else None,
            registered_member=found.registered_member,
            dependents=list(found.dependents),
        )
