"""How the scenarios write down money, days and what the platform holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from helpdesk.demo.moment import ZONE


def money(amount: Mapping[str, Any]) -> str:
    """An amount with its currency."""
    return f"{amount['amount']} {amount['currency']}"


def day(instant: str) -> str:
    """Day and time at the platform."""
    return f"{datetime.fromisoformat(instant).astimezone(ZONE):%Y-%m-%d %H:%M}"


def of_order(found: Mapping[str, Any]) -> str:
    """An order as the platform holds it, with the fees that were paid for it."""
    order = found["order"]
    told = [
        f"order {order['code']} of {order['storeCode']}, {money(order['total'])}, placed {day(order['placedAt'])}"
    ]
    told += [f"shipped {day(one['shippedAt'])} by {one['carrier']}" for one in order["shipments"]]
    told += [f"fee of {money(one['amount'])} paid under {one['reference']}" for one in found["feePayments"]]
    told.append(f"deleted {day(order['deletedAt'])}" if order["deletedAt"] else "not deleted")
    return ", ".join(told)


def line(found: Mapping[str, Any]) -> str:
    """A line of an order."""
    what = f"{found['name']} {found['specification']} × {found['quantity']}"
    return f"{found['number']}. {what} {found['unit']}, {money(found['amount'])}"


def masked(value: str | None) -> str:
    """A personal value of which nobody learns more than its ends."""
    return f"{value[:2]}****{value[-2:]}" if value else "–"
