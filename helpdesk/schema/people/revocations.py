"""Tokens that are taken back before they expire, over the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import strawberry

from helpdesk.accounts import revocations
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import paging
from helpdesk.kit.actor import Permission
from helpdesk.schema.arguments import After, First
from helpdesk.schema.connections import Connection
from helpdesk.schema.context import Info
from helpdesk.schema.mutation import Outcome, Payload, change
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.projection.declarations import column, identifier
from helpdesk.schema.projection.requests import paged
from helpdesk.schema.sources import TOKEN_REVOCATIONS
from helpdesk.schema.tickets.inputs import KEY

REASON = "Why, at most 500 characters; shown with the revocation and in no event."


@strawberry.type(
    description="One token that is good no longer, or all of an actor that were issued before an instant."
)
class TokenRevocation(Node):
    """What was taken back."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("rvk")
    jti: str | None = column("jti", "The claim `jti` of the one token; null where it is an actor's.")
    actor_key: str | None = column("actor_key", "Whose tokens, as `agent:…`; null where it is one token.")
    issued_before: datetime | None = column(
        "issued_before", "The actor's tokens that were issued before it (`iat`) are good no longer."
    )
    expires_at: datetime | None = column(
        "expires_at", "When the tokens end anyway and this is forgotten; null where it is kept for good."
    )
    reason: str = column("reason", "Why.")
    revoked_at: datetime = column("revoked_at", "When it was last said.")
    revoked_by_key: str = column("revoked_by", "Who said it, as `agent:…`.")
    version: int = column("revision", "Raised by each change.")


@strawberry.input(description="One token to take back.")
class RevokeTokenInput:
    """A token of the platform's, by its `jti`."""

    jti: str = strawberry.field(description="The token's claim `jti`, at most 1000 characters.")
    expires_at: datetime = strawberry.field(
        description="The token's `exp`, or later: after it the revocation is forgotten."
    )
    reason: str = strawberry.field(description=REASON)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="An actor's tokens to take back.")
class RevokeTokensOfInput:
    """All that were issued before an instant."""

    actor_key: str = strawberry.field(
        description="Whose, as `viewer { key }` says: `agent:<32 hex digits>`, `store:S001`, `member:M1001`, "
        "`integration:erp`."
    )
    issued_before: datetime | None = strawberry.field(
        default=None,
        description="Those with an earlier `iat`, or none, and integrations' tokens made here earlier; now when left "
        "out.",
    )
    expires_at: datetime | None = strawberry.field(
        default=None,
        description="When the last of them ends: after it the revocation is forgotten. Kept for good when left out.",
    )
    reason: str = strawberry.field(description=REASON)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type
class _OfRevocation(Payload):
    @strawberry.field(description="What is in force; null when nothing was changed.")
    def token_revocation(self) -> TokenRevocation | None:
        """The revocation."""
        return cast("TokenRevocation | None", self.row(TOKEN_REVOCATIONS, "revocation"))


@strawberry.type(description="What revokeToken answers with.")
class RevokeTokenPayload(_OfRevocation):
    """The revocation."""


@strawberry.type(description="What revokeTokensOf answers with.")
class RevokeTokensOfPayload(_OfRevocation):
    """The revocation."""


async def revoke_token(work: UnitOfWork, input: RevokeTokenInput) -> Outcome:
    done = await revocations.revoke_token(
        work, jti=input.jti, expires_at=input.expires_at, reason=input.reason
    )
    return {"revocation": done.id}


async def revoke_tokens_of(work: UnitOfWork, input: RevokeTokensOfInput) -> Outcome:
    done = await revocations.revoke_tokens_of(
        work,
        actor_key=input.actor_key,
        issued_before=input.issued_before,
        expires_at=input.expires_at,
        reason=input.reason,
    )
    return {"revocation": done.id}


@strawberry.type
class RevocationMutations:
    """Mutations that take tokens back."""

    revoke_token = change(
        revoke_token,
        payload=RevokeTokenPayload,
        description="Let one token of the platform's in no longer, from now on; its open sockets end within seconds. "
        "Needs `organisation.write`. Events: token_revocation.of_token.",
    )
    revoke_tokens_of = change(
        revoke_tokens_of,
        payload=RevokeTokensOfPayload,
        description="Let no token of an actor in that was issued before an instant, from now on; their open sockets "
        "end within seconds. Who signs in anew is let in. Needs `organisation.write`. Events: "
        "token_revocation.of_actor.",
    )


@strawberry.type
class RevocationQueries:
    """Root fields about tokens that were taken back."""

    @strawberry.field(
        description="Tokens that were taken back and could still be good, in the order in which they were. Needs "
        "`organisation.write`."
    )
    async def token_revocations(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[TokenRevocation]:
        """A page of revocations."""
        info.context.actor.require(Permission.ORGANISATION_WRITE)
        page = paging.page(first=first, after=after)
        found: Any = paged(TOKEN_REVOCATIONS, info.context.actor, order=["id"], page=page)
        return cast("Connection[TokenRevocation]", found)


NODES.register("rvk", TOKEN_REVOCATIONS)
