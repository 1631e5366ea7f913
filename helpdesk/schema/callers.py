"""From a bearer token to a request's context. The one place where the edge asks who is calling."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from helpdesk.accounts import tokens
from helpdesk.accounts.tokens import Claims, Signing
from helpdesk.kit.bounded import Bounded
from helpdesk.kit.errors import Language
from helpdesk.kit.settings import SettingsError
from helpdesk.schema.context import Context, Services

TOKENS_KEPT = 10_000


class Callers:
    """Verifies tokens with the process's settings and resolves their actors."""

    def __init__(self, services: Services) -> None:
        settings = services.settings
        if settings.token_secret is None:
            raise SettingsError("HELPDESK_TOKEN_SECRET is not set: nobody could call the API.")
        self._services = services
        self._verified: Bounded[Claims] = Bounded(TOKENS_KEPT)
        self._signing = Signing(
            settings.token_secret.get_secret_value(), settings.token_audience, settings.token_issuer
        )

    def verify(self, authorization: str | None) -> Claims:
        """The claims of `Bearer <token>`. Raises Unauthenticated."""
        text = authorization or ""
        key = sha256(
            text.encode()
        ).digest()  # not the token itself: it would open the door to who reads memory
        known = self._verified.get(key)
        if known is not None and known.expires_at > datetime.now(UTC):
            return known
        scheme, _, token = text.partition(" ")
        found = tokens.verify(self._signing, token.strip() if scheme.lower() == "bearer" else None)
        return self._verified.put(key, found)

    async def context(self, claims: Claims, *, language: Language) -> Context:
        """A fresh context, with the rights that are kept; whatever reads or writes makes sure that they hold."""
        references = self._services.references
        kept = await references.kept()
        actor = await references.actor(kept, claims)
        return Context(
            services=self._services, actor=actor, claims=claims, language=language, kept=kept,
        )  # fmt: skip
