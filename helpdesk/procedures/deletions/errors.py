"""What forbids a step of a deletion, beyond the rules."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Invalid


class MemberNotOfOrder(Invalid):
    """The member that is named was not registered by that order."""

    code = "MEMBER_NOT_OF_ORDER"
    en = "This order did not register that member."
    zh = "该会员不是由此订单注册的。"


class OrderIsShipped(Conflict):
    """The order is shipped: its fee comes first."""

    code = "ORDER_IS_SHIPPED"
    en = "The order is shipped; the store pays its logistics fee first."
    zh = "订单已发货，须先由店铺支付物流费。"


class OrderNotShipped(Conflict):
    """The order is not shipped: there is no fee."""

    code = "ORDER_NOT_SHIPPED"
    en = "The order is not shipped; there is no fee to pay."
    zh = "订单尚未发货，无需支付物流费。"


class OrderNotAsked(Conflict):
    """The platform was not asked about the order, so that nobody can say."""

    code = "ORDER_NOT_ASKED"
    en = "The platform could not be asked about the order. Try again."
    zh = "暂时无法向平台查询该订单，请稍后重试。"
