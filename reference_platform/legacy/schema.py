"""The other dialect's queries and mutations, over the same reading and the same acts."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import strawberry

from reference_platform import clock, reading
from reference_platform.acts import answers, fees, members, once, orders
from reference_platform.legacy import translating
from reference_platform.legacy import types as shown
from reference_platform.problems import Problem
from reference_platform.schema.queries import Info

Result = Annotated[shown.Accepted | shown.Rejected | shown.Stale, strawberry.union("Result")]


@strawberry.input
class CustomerChange:
    """One field of a customer."""

    what: shown.CustomerField
    old: str | None
    new: str


@strawberry.input
class CancelRequest:
    """The purchase to cancel, in the state in which it was seen."""

    no: str
    state: shown.PurchaseState
    freight_slip: str | None = None


def _result(answer: answers.Answer) -> Result:
    match answer:
        case answers.Done():
            return shown.Accepted(receipt=answer.reference, done_at=translating.local(answer.at))
        case answers.Refused():
            return shown.Rejected(code=answer.reason, text=answer.message, because=answer.dependencies)
        case answers.PreconditionGone(which=answers.Precondition.PERIOD_OPEN):
            raise Problem("PERIOD_CLOSED", "The settlement period is closed.")
        case answers.PreconditionGone():
            names = [shown.CustomerField(field.value) for field in answer.fields]
            return shown.Stale(what=shown.STALE[answer.which], names=names)


@strawberry.type
class Query:
    """What is known."""

    @strawberry.field
    async def customer(self, info: Info, no: str) -> shown.Customer | None:
        """One customer."""
        async with info.context.pool.connection() as connection:
            return next(map(translating.customer, await reading.members(connection, code=no)), None)

    @strawberry.field
    async def customers(
        self, info: Info, phone: str | None = None, shop_no: str | None = None
    ) -> list[shown.Customer]:
        """Customers by phone or shop."""
        wanted = translating.international(phone) if phone is not None else None
        async with info.context.pool.connection() as connection:
            return [
                *map(translating.customer, await reading.members(connection, phone=wanted, store=shop_no))
            ]

    @strawberry.field
    async def shop(self, info: Info, no: str) -> shown.Shop:
        """One shop; an error where there is none."""
        async with info.context.pool.connection() as connection:
            for found in await reading.stores(connection, no):
                return translating.shop(found)
        raise Problem("NO_SUCH_SHOP", "There is no such shop.")

    @strawberry.field
    async def shops(self, info: Info) -> shown.Shops:
        """All shops."""
        async with info.context.pool.connection() as connection:
            return shown.Shops(nodes=[*map(translating.shop, await reading.stores(connection))])

    @strawberry.field
    async def purchase(self, info: Info, no: str) -> shown.Purchase | None:
        """One purchase."""
        async with info.context.pool.connection() as connection:
            return next(map(translating.purchase, await reading.orders(connection, code=no)), None)

    @strawberry.field
    async def purchases(
        self, info: Info, customer_no: str | None = None, shop_no: str | None = None
    ) -> list[shown.Purchase]:
        """Purchases of a customer or a shop."""
        async with info.context.pool.connection() as connection:
            found = await reading.orders(connection, member=customer_no, store=shop_no)
            return [*map(translating.purchase, found)]

    @strawberry.field
    async def freight(self, info: Info, purchase_no: str) -> shown.Freight | None:
        """What cancelling costs."""
        async with info.context.pool.connection() as connection:
            quote = await reading.fee_quote(connection, purchase_no, await clock.now(connection))
            return translating.freight(quote) if quote else None

    @strawberry.field
    async def freight_payments(self, info: Info, purchase_no: str) -> list[shown.FreightPayment]:
        """Freight paid."""
        async with info.context.pool.connection() as connection:
            return [*map(translating.freight_payment, await reading.fee_payments(connection, purchase_no))]

    @strawberry.field
    async def request(self, info: Info, request_id: str) -> Result | None:
        """What the request of that id led to."""
        answer = await once.outcome_of(info.context.pool, request_id)
        return None if answer is None else _result(answer)


@strawberry.type
class Mutation:
    """What can be told; the header X-Request-Id makes it once."""

    @strawberry.mutation
    async def change_customer(self, info: Info, no: str, items: list[CustomerChange]) -> Result:
        """Change a customer."""
        stated = members.MemberChangeInput(member_code=no, changes=[_change(item) for item in items])
        return await _perform(info, "applyMemberChange", stated, members.apply_change)

    @strawberry.mutation
    async def new_secret(self, info: Info, no: str, phone: str) -> Result:
        """Send a new secret."""
        stated = members.PasswordResetInput(member_code=no, mobile=translating.international(phone))
        return await _perform(info, "resetPassword", stated, members.reset_password)

    @strawberry.mutation
    async def cancel_purchase(self, info: Info, request: CancelRequest) -> Result:
        """Cancel a purchase."""
        sent = request.state is shown.PurchaseState.SENT
        stated = orders.OrderDeletionInput(
            order_code=request.no, shipped=sent, fee_reference=request.freight_slip
        )
        return await _perform(info, "deleteOrder", stated, orders.delete)

    @strawberry.mutation
    async def pay_freight(self, info: Info, purchase_no: str, slip: str, fen: int) -> Result:
        """Note freight paid."""
        stated = fees.FeePaymentInput(order_code=purchase_no, reference=slip, amount=Decimal(fen).scaleb(-2))
        return await _perform(info, "recordFeePayment", stated, fees.record)

    @strawberry.mutation
    async def return_freight(self, info: Info, slip: str, why: str) -> Result:
        """Give freight back."""
        return await _perform(info, "refundFee", fees.FeeRefundInput(reference=slip, reason=why), fees.refund)


def _change(item: CustomerChange) -> members.FieldChange:
    field = answers.MemberField(item.what.value)
    if field is answers.MemberField.MOBILE:
        old = translating.international(item.old) if item.old is not None else None
        return members.FieldChange(field=field, before=old, after=translating.international(item.new))
    return members.FieldChange(field=field, before=item.old, after=item.new)


async def _perform(info: Info, operation: str, stated: object, act: once.Act) -> Result:
    return _result(await once.perform(info.context, operation, info.context.key, stated, act))  # type: ignore[arg-type]  # strawberry's inputs are dataclasses
