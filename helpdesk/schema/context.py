"""What a resolver is given: the caller, their language, and the way to the house."""

from __future__ import annotations

import re
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast
from uuid import uuid4

import strawberry
from sqlalchemy.ext.asyncio import AsyncConnection

from helpdesk.accounts.tokens import Claims
from helpdesk.attachments.links import Links
from helpdesk.configuration.kinds import Snapshot
from helpdesk.configuration.versions import Configurations
from helpdesk.events.hub import Hub, Track
from helpdesk.events.work import Transactor
from helpdesk.kit.actor import Actor
from helpdesk.kit.errors import Language
from helpdesk.kit.settings import Settings
from helpdesk.platform.port import Platform
from helpdesk.privacy.vault import Vault
from helpdesk.schema.projection.kept import Kept, References
from helpdesk.schema.projection.reading import Connections
from helpdesk.schema.projection.selections import Variables


@dataclass(frozen=True, slots=True)
class Services:
    """What the process is wired with, as far as GraphQL needs it."""

    settings: Settings
    transactor: Transactor
    configurations: Configurations
    hub: Hub
    references: References
    platform: Platform | None = None

    @property
    def links(self) -> Links:
        """Signs links to files. Raises LookupError without the secret that tokens need too."""
        secret = self.settings.token_secret
        if secret is None:
            raise LookupError("HELPDESK_TOKEN_SECRET is not set")
        return _links(secret.get_secret_value())


@lru_cache(maxsize=8)
def _links(secret: str) -> Links:
    return Links(secret)


@dataclass(slots=True)
class Context:
    """One request, or one operation of a socket."""

    services: Services
    actor: Actor
    claims: Claims
    language: Language
    kept: Kept
    variables: Variables = field(init=False)
    track: Track = field(default_factory=Track)
    request_id: str = field(default_factory=lambda: uuid4().hex)
    traceparent: str | None = None

    @property
    def generation(self) -> int:
        """Of the reference rows and rights that this request goes by."""
        return self.kept.generation

    @property
    def connections(self) -> Connections:
        """Where rows are read."""
        return self.services.references.connections

    @property
    def vault(self) -> Vault:
        """What opens sealed values; who may see them is for the caller to know."""
        return cast("Vault", self.services.transactor.resources[Vault])

    async def renew(self) -> None:
        """Go by what holds now. Raises UnknownCaller."""
        references = self.services.references
        self.kept = await references.renew()
        self.actor = await references.actor(self.kept, self.claims)

    async def confirm(self) -> None:
        """Make sure that the rights and what is kept hold at this moment. Raises UnknownCaller."""
        if (await self.services.references.renew()) is not self.kept:
            await self.renew()

    async def configuration(self, version: int | None = None) -> Snapshot:
        """A version of the configuration, the one in force by default. Raises Moved."""
        return await self.services.references.configuration(self.kept, version)

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection for reading."""
        return self.services.transactor.read()


Info = strawberry.Info[Context, None]
_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


@lru_cache(maxsize=200)
def language_of(accept: str | None) -> Language:
    """The language that `Accept-Language` prefers among zh-CN and en; English when it names neither."""
    best: tuple[float, Language] = (0.0, "en")
    for part in (accept or "").split(",")[:20]:
        tag, _, rest = part.strip().partition(";")
        weight = quality(rest)
        primary = tag.strip().lower().split("-")[0]
        if primary in {"zh", "en"} and weight > best[0]:
            best = weight, "zh-CN" if primary == "zh" else "en"
    return best[1]


def quality(parameter: str) -> float:
    """The weight that a parameter of an `Accept` header gives (`q=0.5`); 1 for any other parameter."""
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    return float(value) if _WEIGHT.fullmatch(value.strip()) else 0.0
