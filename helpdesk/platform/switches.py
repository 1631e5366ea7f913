"""The reference platform's switches: its clock, its faults, its warehouse. For demo and tests only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Literal, Self

from helpdesk.kit.settings import Settings
from helpdesk.platform.circuit import Circuit
from helpdesk.platform.transport import Transport

FaultKind = Literal["SLOW", "HTTP_ERROR", "GRAPHQL_ERROR", "LOST_ANSWER", "HANG"]

_SET_CLOCK = "mutation($instant: DateTime, $speed: Float!) { setClock(instant: $instant, speed: $speed) }"
_SET_FAULT = "mutation($input: FaultInput!) { setFault(input: $input) { kind } }"
_MOVE = "mutation($storeCode: String!, $day: Int!) { moveSettlementDay(storeCode: $storeCode, day: $day) }"
_SHIP = """mutation($input: OrderShipmentInput!, $key: String!) {
  shipOrder(input: $input, key: $key) { __typename }
}"""


class Switches:
    """Turns the reference platform's switches. An asynchronous context manager."""

    def __init__(self, settings: Settings) -> None:
        self._transport = Transport(
            settings.platform_url,
            {"authorization": f"Bearer {settings.platform_token.get_secret_value()}"},
            timeout=10.0,
            circuit=Circuit(threshold=100, ttl=0.1),
        )

    async def __aenter__(self) -> Self:
        """Nothing is opened yet."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self._transport.aclose()

    async def set_clock(self, instant: datetime | None, *, speed: float = 1.0) -> datetime:
        """Show `instant` from now on at this speed; None is real time again. What it shows now."""
        stated = instant.isoformat() if instant else None
        shown = await self._ask(_SET_CLOCK, {"instant": stated, "speed": speed})
        return datetime.fromisoformat(shown["setClock"])

    async def clock(self) -> datetime:
        """What the platform's clock shows."""
        return datetime.fromisoformat((await self._ask("{ clock }"))["clock"])

    async def set_fault(
        self,
        kind: FaultKind,
        operation: str = "*",
        *,
        count: int | None = None,
        rate: float = 1.0,
        delay_ms: int = 0,
    ) -> None:
        """Make the next `count` calls of an operation (a root field such as `deleteOrder`) go wrong."""
        fault = {"kind": kind, "operation": operation, "count": count, "rate": rate, "delayMs": delay_ms}
        await self._ask(_SET_FAULT, {"input": fault})

    async def clear_faults(self) -> None:
        """Turn all faults off."""
        await self._ask("mutation { clearFaults }")

    async def faults(self) -> list[dict[str, Any]]:
        """The faults that are on, with how often each one struck."""
        found: list[dict[str, Any]] = (await self._ask("{ faults { kind operation remaining struck } }"))[
            "faults"
        ]
        return found

    async def call_counts(self) -> dict[str, int]:
        """Calls that reached the platform since it started, by operation."""
        counted = (await self._ask("{ callCounts { operation calls } }"))["callCounts"]
        return {row["operation"]: row["calls"] for row in counted}

    async def ship_order(self, order_code: str, number: str) -> bool:
        """Have the warehouse ship an order under a parcel number; whether it did."""
        order = {"orderCode": order_code, "number": number}
        answer = await self._ask(_SHIP, {"input": order, "key": f"ship-{number}"})
        return bool(answer["shipOrder"]["__typename"] == "Done")

    async def move_settlement_day(self, store_code: str, day: int) -> datetime:
        """Close a store's settlement periods on another day of the month; when the present one closes then."""
        moved = await self._ask(_MOVE, {"storeCode": store_code, "day": day})
        return datetime.fromisoformat(moved["moveSettlementDay"])

    async def _ask(self, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return await self._transport.post(document, variables)
