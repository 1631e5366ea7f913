"""Asking for a deletion, and what can be asked for beforehand: by the same rules (docs/domain.md, 3.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.channel import Channel
from helpdesk.kit.errors import InvalidValue, NotAllowed, NotFound, Several
from helpdesk.kit.text import clean
from helpdesk.platform.values import Order, OrderKind
from helpdesk.procedures import typed_intake
from helpdesk.procedures.deletions.errors import MemberNotOfOrder
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.rules import deletion
from helpdesk.procedures.rules.deletion import DeletionFacts
from helpdesk.procedures.rules.verdict import Verdict
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.submissions import Submission

INTAKE: Final = "submitOrderDeletion"
CLAIM: Final = "ORDER_DELETION:order:"
"""With the order's code, what a running deletion holds alone."""
REASON_LENGTH: Final = 500


@dataclass(frozen=True, slots=True)
class DeletionForm:
    """What is submitted: an order, or the member that it registered, or both; and why."""

    order_code: str | None
    member_code: str | None
    reason: str
    channel: Channel = Channel.WEB_FORM
    external_id: str | None = None


async def submit(work: UnitOfWork, form: DeletionForm, *, facts: Facts) -> Ticket:
    """Take in a request to delete an order. Whether it is shipped is no reason to refuse it: that costs its fee.

    `facts` tell of the order as the platform held it a moment ago. Raises NotFound for an order that is not the
    submitter's, and Several with everything that the rules have against it.
    """
    order = theirs(work.actor, named(form.order_code, form.member_code, facts), form.order_code)
    if form.member_code not in {None, _registered(order)}:
        raise MemberNotOfOrder(field="memberCode")
    forbidden = deletion.eligibility(order, now=work.now, dependents=facts.dependents)
    if forbidden:
        raise Several(list(forbidden))
    item_id, definition = await typed_intake.offered(work, INTAKE)
    reason = clean(form.reason, field="reason", at_most=REASON_LENGTH)
    filled_in = {"orderCode": order.code, "reason": reason}
    if form.member_code is not None:
        filled_in["memberCode"] = form.member_code
    ticket, _ = await typed_intake.submit(
        work,
        Submission(
            service_item_id=item_id,
            title=f"{definition.name.zh} {order.code}",
            description=reason,
            channel=form.channel,
            form=filled_in,
            order_code=order.code,
            external_id=form.external_id,
            store_code=order.store_code,
            intake=INTAKE,
        ),
        claims=[f"{CLAIM}{order.code}"],
        facts=facts,
        knowing={
            "order_code": order.code,
            "period_code": order.settlement_period.code,
            "closes_at": order.settlement_period.closes_at.isoformat(),
        },
        closes_at=order.settlement_period.closes_at,
    )
    return ticket


def eligibility(actor: Actor, order_code: str, *, facts: Facts, now: datetime) -> Verdict[DeletionFacts]:
    """What deleting an order asks for now. Raises NotFound for an order that is not the actor's."""
    order = theirs(actor, facts.order, order_code)
    return deletion.check(
        order, now=now, dependents=facts.dependents, quote=facts.quote, payments=facts.payments
    )


def named(order_code: str | None, member_code: str | None, facts: Facts) -> Order | None:
    """The order that a form names: by its code, or as the one that registered the member."""
    if order_code is not None:
        return facts.order
    if member_code is None:
        raise InvalidValue(
            "orderCode", "Name the order, or the member that it registered.", "请填写订单编号或会员编号。"
        )
    return registration_of(facts.member_orders)


def registration_of(orders: Iterable[Order]) -> Order | None:
    """The order that registered a member."""
    return next((order for order in orders if order.kind is OrderKind.REGISTRATION), None)


def theirs(actor: Actor, order: Order | None, code: str | None) -> Order:
    """The order, if the actor may ask for its deletion: the store's manager, or who submits for others.

    Raises NotAllowed for members, and NotFound: what is not theirs does not exist for them.
    """
    actor.require(Permission.TICKET_SUBMIT)
    if actor.kind is ActorKind.MEMBER:
        raise NotAllowed(permission=Permission.TICKET_SUBMIT_FOR_OTHERS.value)
    if order is None or not _may_ask(actor, order):
        raise NotFound(field="orderCode", what="order", id=(code or "-")[:64])
    return order


def _may_ask(actor: Actor, order: Order) -> bool:
    if actor.kind is ActorKind.STORE_MANAGER:
        return order.store_code == actor.store_code
    of_its_stores = actor.sees_all or actor.agent_id is not None or order.store_code in actor.store_codes
    return actor.may(Permission.TICKET_SUBMIT_FOR_OTHERS) and of_its_stores


def _registered(order: Order) -> str | None:
    return order.member_code if order.kind is OrderKind.REGISTRATION else None
