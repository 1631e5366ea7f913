"""From a bearer token to a request's context. The one place where the edge asks who is calling."""

from __future__ import annotations

import time
from collections.abc import Iterable
from hashlib import sha256

from helpdesk.accounts import tokens
from helpdesk.accounts.bearers import Bearers, is_ours
from helpdesk.accounts.errors import TokenInvalid, Unauthenticated
from helpdesk.accounts.issuer_keys import NONE, IssuerKeys
from helpdesk.accounts.tokens import Claims, KeyUnknown, Signing
from helpdesk.kit.bounded import Bounded
from helpdesk.kit.errors import Language
from helpdesk.kit.settings import Settings, SettingsError
from helpdesk.schema.context import Context, Services

TOKENS_KEPT = 10_000
VERIFIED_SECONDS = 10.0
"""For how long a token that was verified is taken without a look at its signature and at the issuer's keys."""


class Callers:
    """Verifies tokens with the process's settings and resolves their actors."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._verified: Bounded[tuple[Claims, float]] = Bounded(TOKENS_KEPT)
        self._signing = signing_of(services.settings)
        self._issuer = issuer_of(services.settings)
        self._bearers = Bearers(services.transactor.engine)

    async def admit(self, authorization: str | None, *, language: Language) -> Context:
        """A fresh context for who bears `Bearer <token>`. Raises Unauthenticated and TokenKeysUnavailable."""
        text = authorization or ""
        key = sha256(
            text.encode()
        ).digest()  # not the token itself: it would open the door to who reads memory
        now = time.time()
        known = self._verified.get(key)
        if known is None or known[1] <= now:
            claims = await self._verify(text)
            until = min(claims.expires_at.timestamp(), now + VERIFIED_SECONDS)
            known = self._verified.put(key, (claims, until))
        return await self.context(known[0], language=language)

    async def context(self, claims: Claims, *, language: Language) -> Context:
        """A fresh context, with the rights that are kept; whatever reads or writes makes sure that they hold."""
        references = self._services.references
        kept = await references.kept()
        actor = await references.actor(kept, claims)
        return Context(
            services=self._services, actor=actor, claims=claims, language=language, kept=kept,
        )  # fmt: skip

    async def refused(self, callers: Iterable[Claims]) -> dict[Claims, Unauthenticated]:
        """Whose claims are nobody's at this moment, and why; one look at the generation for all of them."""
        references = self._services.references
        kept, found = await references.renew(), {}
        for claims in set(callers):
            try:
                await references.actor(kept, claims)
            except Unauthenticated as error:
                found[claims] = error
        return found

    async def aclose(self) -> None:
        """Stop asking the issuer for its keys."""
        if self._issuer is not None:
            await self._issuer.aclose()

    async def _verify(self, authorization: str) -> Claims:
        scheme, _, rest = authorization.partition(" ")
        token = rest.strip() if scheme.lower() == "bearer" else ""
        if is_ours(token):
            return await self._bearers.find(token)
        if self._issuer is None:
            return tokens.verify(self._signing, token, NONE)
        try:
            return tokens.verify(self._signing, token, self._issuer.known())
        except KeyUnknown:
            keys = await self._issuer.anew()
        try:
            return tokens.verify(self._signing, token, keys)
        except KeyUnknown:
            raise TokenInvalid(reason="kid") from None


def signing_of(settings: Settings) -> Signing:
    """Which tokens the settings let in. Raises SettingsError."""
    if settings.token_secret is None:
        raise SettingsError("HELPDESK_TOKEN_SECRET is not set: nobody could call the API.")
    shared = {tokens.SHARED} if settings.token_hs256 else set()
    published = tokens.PUBLISHED if settings.token_jwks_url is not None else frozenset()
    return Signing(
        settings.token_secret.get_secret_value(),
        settings.token_audience,
        settings.token_issuer,
        published | shared,
    )


def issuer_of(settings: Settings) -> IssuerKeys | None:
    """The issuer whose keys the settings name; nothing is asked yet."""
    if settings.token_jwks_url is None:
        return None
    return IssuerKeys(
        settings.token_jwks_url,
        fresh=settings.token_jwks_seconds,
        stale=settings.token_jwks_stale_seconds,
    )
