"""Scenarios: each walks one job of the helpdesk through its API, says what happens, and checks it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from helpdesk.demo.scenarios import (
    member_change,
    mobile_change,
    order_deletion,
    password_reset,
    promises,
    purchase_invoice,
)
from helpdesk.demo.scenarios.stage import Stage

Play: TypeAlias = Callable[[Stage], Awaitable[None]]

MAIN = "promises"
"""The one that the demo begins with."""

SCENARIOS: Mapping[str, tuple[str, Play]] = {
    MAIN: ("a complaint nobody answers: warned, broken, escalated; then worked and solved", promises.play),
    "member-change": (
        "基础信息变更: a member's values are changed, whole, once confirmed",
        member_change.play,
    ),
    "mobile-change": ("基础信息变更、电话核实: a new mobile, after two calls", mobile_change.play),
    "password-reset": (
        "密码重置: one member consents on the phone, another does not answer",
        password_reset.play,
    ),
    "order-deletion": (
        "删单: a shipped order is deleted once its logistics fee is paid",
        order_deletion.play,
    ),
    "purchase-invoice": ("购货发票: one line is invoiced, another refused by finance", purchase_invoice.play),
}
"""By name: what it shows, in a line, and how it goes."""
