"""Purchase invoices over GraphQL (docs/domain.md, 3.4)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import strawberry

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.channel import Channel as ChannelValue
from helpdesk.kit.errors import InvalidValue
from helpdesk.platform.values import Money as Amount
from helpdesk.platform.values import OrderLine as Line
from helpdesk.procedures import running
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.invoices import asking
from helpdesk.procedures.invoices.asking import InvoiceForm
from helpdesk.procedures.rules.buyers import Buyer, Individual, Organisation
from helpdesk.procedures.rules.invoice_window import InvoiceKind
from helpdesk.procedures.rules.invoices import AskedLine, InvoiceRequest
from helpdesk.schema.context import Context, Info
from helpdesk.schema.enums import Channel
from helpdesk.schema.errors import UserError, user_errors
from helpdesk.schema.fields import needed
from helpdesk.schema.mutation import Outcome, change
from helpdesk.schema.procedures.asking import about, about_ticket
from helpdesk.schema.tickets.inputs import KEY, TICKET, VERSION
from helpdesk.schema.tickets.mutations import TicketPayload

strawberry.enum(InvoiceKind, description="The kinds of VAT invoice (增值税发票).")


@strawberry.input(description="An amount of money.")
class MoneyInput:
    """Decimal and currency."""

    amount: Decimal = strawberry.field(description="Decimal, as `128.00`.")
    currency: str = strawberry.field(description="ISO 4217, as `CNY`.")


@strawberry.input(
    description="A line of the order. What is stated beside its number must be as it was ordered."
)
class InvoiceLineInput:
    """One line, whole."""

    number: int = strawberry.field(description="The line's number in the order, from 1.")
    name: str | None = strawberry.field(default=None, description="Name of the goods.")
    specification: str | None = strawberry.field(default=None, description="Specification.")
    quantity: int | None = strawberry.field(default=None, description="Quantity, in the line's unit.")
    amount: MoneyInput | None = strawberry.field(default=None, description="Amount of the whole line.")

    def read(self) -> AskedLine:
        """The line as the rules take it."""
        amount = Amount(self.amount.amount, self.amount.currency) if self.amount else None
        return AskedLine(self.number, self.name, self.specification, self.quantity, amount)


@strawberry.input(description="An organisation; either number says which taxpayer it is.")
class OrganisationBuyerInput:
    """What must be known of an organisation."""

    title: str = strawberry.field(
        description="Its name: the invoice's title, equal to the payer (开票单位与打款单位一致)."
    )
    tax_number: str | None = strawberry.field(
        default=None, description="Tax number (税号), 15, 17, 18 or 20 characters."
    )
    credit_code: str | None = strawberry.field(
        default=None, description="Unified social credit code (统一社会信用代码), 18 characters, GB 32100."
    )
    address: str = strawberry.field(description="Registered address.")
    phone: str = strawberry.field(description="Phone, in any form; +86 by default.")
    bank: str = strawberry.field(description="Bank (开户行).")
    account: str = strawberry.field(description="Account (账号).")


@strawberry.input(description="A person: name and phone, nothing more is asked.")
class IndividualBuyerInput:
    """What must be known of a person."""

    title: str = strawberry.field(description="Their name: the invoice's title, equal to the payer.")
    phone: str = strawberry.field(description="Phone, in any form; +86 by default.")


@strawberry.input(description="To whom the invoice is made out: one of the two.", one_of=True)
class InvoiceBuyerInput:
    """Exactly one of these."""

    organisation: OrganisationBuyerInput | None = strawberry.field(
        default=strawberry.UNSET, description="An organisation."
    )
    individual: IndividualBuyerInput | None = strawberry.field(
        default=strawberry.UNSET, description="A person; VAT ordinary only."
    )

    def read(self) -> Buyer:
        """The buyer as the rules take it."""
        if self.organisation:
            given = self.organisation
            return Organisation(
                given.title,
                given.tax_number,
                given.credit_code,
                given.address,
                given.phone,
                given.bank,
                given.account,
            )
        if self.individual:
            return Individual(self.individual.title, self.individual.phone)
        raise InvalidValue("buyer", "Say to whom it is made out.", "请填写开票对象。")


@strawberry.input(description="A request for a purchase invoice (购货发票).")
class SubmitInvoiceRequestInput:
    """The form."""

    order_code: str = strawberry.field(description="The order (订单编号).")
    kind: InvoiceKind = strawberry.field(description="Which kind.")
    buyer: InvoiceBuyerInput = strawberry.field(description="To whom it is made out.")
    lines: list[InvoiceLineInput] = strawberry.field(
        description="The lines to invoice, each whole; 1 to 100."
    )
    remark: str = strawberry.field(default="", description="Anything else, at most 20,000 characters.")
    channel: Channel = strawberry.field(default=ChannelValue.WEB_FORM, description="How it came in.")
    external_id: str | None = strawberry.field(default=None, description="The submitting system's own id.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def read(self) -> InvoiceForm:
        """The form as the verb takes it."""
        request = InvoiceRequest(self.kind, self.buyer.read(), tuple(line.read() for line in self.lines))
        return InvoiceForm(self.order_code, request, self.remark, self.channel, self.external_id)


@strawberry.input(description="What finance issued.")
class IssueInvoiceInput:
    """The invoice's number."""

    ticket_id: strawberry.ID = strawberry.field(description=TICKET)
    number: str = strawberry.field(
        description="The invoice's number (发票号码), at most 40 characters; no other has it."
    )
    note: str | None = strawberry.field(default=None, description="A remark for the submitter.")
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="Why finance issues no invoice.")
class RefuseInvoiceInput:
    """The reason."""

    ticket_id: strawberry.ID = strawberry.field(description=TICKET)
    reason: str = strawberry.field(description="Why; the submitter reads it. At most 2,000 characters.")
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="An amount of money.")
class Money:
    """Decimal and currency."""

    amount: Decimal = strawberry.field(description="Decimal.")
    currency: str = strawberry.field(description="ISO 4217.")


@strawberry.type(description="A line of an order, as it was ordered.")
class OrderLine:
    """One kind of goods."""

    number: int = strawberry.field(description="Its number in the order.")
    name: str = strawberry.field(description="Name of the goods.")
    specification: str = strawberry.field(description="Specification.")
    unit: str = strawberry.field(description="Unit of the quantity.")
    quantity: int = strawberry.field(description="Quantity.")
    amount: Money = strawberry.field(description="Amount of the whole line.")


@strawberry.type(description="One kind of invoice for an order now.")
class InvoiceKindStanding:
    """Until when it can be issued."""

    kind: InvoiceKind = strawberry.field(description="The kind.")
    open: bool = strawberry.field(description="Whether it can still be issued.")
    latest_issue_date: date = strawberry.field(description="The latest issue date, that day included.")
    closes_at: datetime = strawberry.field(description="The first instant at which it is too late.")


@strawberry.type(description="What of an order can be invoiced now, by the very rules that enforce it.")
class InvoiceEligibility:
    """For a front end, beforehand."""

    allowed: bool = strawberry.field(description="Whether anything of it can.")
    refusals: list[UserError] = strawberry.field(description="What forbids it.")
    kinds: list[InvoiceKindStanding] = strawberry.field(description="Each kind with its latest issue date.")
    lines_left: list[OrderLine] = strawberry.field(description="Lines not asked for or invoiced yet.")


@strawberry.type(description="What submitInvoiceRequest answers with.")
class SubmitInvoiceRequestPayload(TicketPayload):
    """The ticket."""


@strawberry.type(description="What issueInvoice answers with.")
class IssueInvoicePayload(TicketPayload):
    """The ticket."""


@strawberry.type(description="What refuseInvoice answers with.")
class RefuseInvoicePayload(TicketPayload):
    """The ticket."""


async def submit_invoice_request(work: UnitOfWork, input: SubmitInvoiceRequestInput, facts: Facts) -> Outcome:
    return {"ticket": (await asking.submit(work, input.read(), facts=facts)).id}


async def issue_invoice(work: UnitOfWork, input: IssueInvoiceInput, facts: Facts) -> Outcome:
    ticket = await running.take(
        work, ticket_id=needed("tkt", input.ticket_id, "ticketId"), step="ISSUE", outcome="ISSUED",
        fields={"number": input.number}, note=input.note, expected_version=input.expected_version, facts=facts,
    )  # fmt: skip
    return {"ticket": ticket.id}


async def refuse_invoice(work: UnitOfWork, input: RefuseInvoiceInput) -> Outcome:
    ticket = await running.take(
        work, ticket_id=needed("tkt", input.ticket_id, "ticketId"), step="ISSUE", outcome="REFUSED",
        note=input.reason, expected_version=input.expected_version,
    )  # fmt: skip
    return {"ticket": ticket.id}


async def ask_of_order(context: Context, input: SubmitInvoiceRequestInput) -> Facts:
    """The order as the platform holds it now."""
    return await about(context, order_code=input.order_code)


async def ask_of_ticket(context: Context, input: IssueInvoiceInput) -> Facts:
    """The ticket's order as the platform holds it now."""
    return await about_ticket(context, needed("tkt", input.ticket_id, "ticketId"))


@strawberry.type
class InvoiceMutations:
    """Mutations about invoices."""

    submit_invoice_request = change(
        submit_invoice_request,
        payload=SubmitInvoiceRequestPayload,
        description="Ask for a purchase invoice (购货发票) for lines of an order. By the store manager, the member for "
        "their own orders, or who submits for others. Needs `ticket.submit`."
        " Events: ticket.submitted, procedure.began, invoice.asked.",
        prepare=ask_of_order,
    )
    issue_invoice = change(
        issue_invoice,
        payload=IssueInvoicePayload,
        description="Record that finance issued the invoice; the latest issue date is checked again. By an agent of "
        "the group that issues. Needs `procedure.take_step`."
        " Events: procedure.step_taken, invoice.issued, procedure.ended.",
        prepare=ask_of_ticket,
    )
    refuse_invoice = change(
        refuse_invoice,
        payload=RefuseInvoicePayload,
        description="Refuse to issue the invoice, with a reason; its lines can be asked for again. By an agent of the "
        "group that issues. Needs `procedure.take_step`."
        " Events: procedure.step_taken, invoice.refused, procedure.ended.",
    )


@strawberry.type
class InvoiceQueries:
    """Queries about invoices."""

    @strawberry.field(
        description="What of an order can be invoiced now: kinds with their latest issue date, lines left. "
        "NOT_FOUND for an order that is not the caller's. Needs `ticket.submit`."
    )
    async def invoice_eligibility(
        self, info: Info, order_code: Annotated[str, strawberry.argument(description="The order (订单编号).")]
    ) -> InvoiceEligibility:
        """By the rules of submitInvoiceRequest."""
        context = info.context
        facts = await about(context, order_code=order_code)
        transactor = context.services.transactor
        async with transactor.read() as connection:
            verdict = await asking.eligibility(
                connection, context.actor, order_code,
                facts=facts, now=transactor.clock.now(), zone=transactor.zone,
            )  # fmt: skip
        return InvoiceEligibility(
            allowed=verdict.allowed,
            refusals=[error for refusal in verdict.refusals for error in user_errors(refusal, context.language)],
            kinds=[
                InvoiceKindStanding(
                    kind=one.window.kind, open=one.open, latest_issue_date=one.window.latest_on,
                    closes_at=one.window.ends_at,
                )
                for one in verdict.facts.kinds
            ],
            lines_left=[_line(line) for line in verdict.facts.lines_left],
        )  # fmt: skip


def _line(line: Line) -> OrderLine:
    return OrderLine(
        number=line.number,
        name=line.name,
        specification=line.specification,
        unit=line.unit,
        quantity=line.quantity,
        amount=Money(amount=line.amount.amount, currency=line.amount.currency),
    )
