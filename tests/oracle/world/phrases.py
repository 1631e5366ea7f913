"""Standard phrases: one for every ticket, one that few tickets fit, one that needs an order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.oracle.world.stage import Stage
from tests.world import key

WHO = {"code": "who", "label": {"zh": "承运商", "en": "Carrier"}}


def documents(stage: Stage) -> dict[UUID, dict[str, Any]]:
    """The phrases."""
    return {
        key("phrase-greeting"): {
            "code": "greeting", "name": {"zh": "问候", "en": "Greeting"},
            "text": {"zh": "{group}的{agent}收到工单 {number}。", "en": "{agent} of {group} has ticket {number}."},
        },
        key("phrase-shipped"): {
            "code": "shipped", "name": {"zh": "已发货", "en": "Shipped"}, "blanks": [WHO],
            "text": {"zh": "订单 {order_code} 由{who}发出。", "en": "Order {order_code} left with {who}."},
        },
        key("phrase-rare"): {
            "code": "rare", "name": {"zh": "少用", "en": "Rare"}, "text": {"zh": "您好", "en": "Hello"},
            "channels": ["EMAIL"], "group_ids": [str(stage.group("returns"))], "item_ids": [str(key("consultation"))],
        },
    }  # fmt: skip
