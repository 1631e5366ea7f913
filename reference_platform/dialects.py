"""The ways in which the platform can be spoken to: its own, and that of an older system (`legacy`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.types import ExecutionContext

from reference_platform.legacy import schema as legacy
from reference_platform.schema.mutations import Mutation
from reference_platform.schema.queries import Query


class _Schema(strawberry.Schema):
    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Log nothing: messages may hold personal data. The endpoint masks what is not a Problem."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A schema with its headers. `operations` are the own names of its root fields, which faults go by."""

    schema: strawberry.Schema
    token_header: str = "authorization"  # noqa: S105 - a header's name
    token_scheme: str = "Bearer "  # noqa: S105
    key_header: str = ""
    operations: Mapping[str, str] = field(default_factory=dict)
    extensions: Callable[[str], dict[str, Any]] = lambda code: {"code": code}


_LEGACY_CODES = {
    "UNAVAILABLE": "BUSY",
    "KEY_REUSED": "DUPLICATE_REQUEST",
    "UNAUTHENTICATED": "WHO_ARE_YOU",
    "BAD_REQUEST": "MALFORMED",
}

OWN = Dialect(_Schema(Query, Mutation))
LEGACY = Dialect(
    _Schema(legacy.Query, legacy.Mutation),
    token_header="x-api-key",  # noqa: S106
    token_scheme="",
    key_header="x-request-id",
    operations={
        "customer": "member", "customers": "members", "shop": "store", "shops": "stores", "purchase": "order",
        "purchases": "orders", "freight": "feeQuote", "freightPayments": "feePayments", "request": "outcome",
        "changeCustomer": "applyMemberChange", "newSecret": "resetPassword", "cancelPurchase": "deleteOrder",
        "payFreight": "recordFeePayment", "returnFreight": "refundFee",
    },
    extensions=lambda code: {"error": {"no": _LEGACY_CODES.get(code, code)}},
)  # fmt: skip
