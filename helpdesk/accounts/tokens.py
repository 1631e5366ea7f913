"""The platform's bearer tokens: what they must hold, and what they say about the caller.

HS256 with the shared secret, and RS256, ES256 and EdDSA with the issuer's published keys: a key has one algorithm,
and a token's header chooses among them only by name. `exp`, `aud`, `iss` and `sub` always. Expiry is judged by
real time: a demo that moves the helpdesk's clock does not make the platform's tokens older.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Final, Self
from uuid import UUID

import jwt
from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError, model_validator

from helpdesk.accounts.errors import TokenExpired, TokenInvalid, TokenMissing
from helpdesk.accounts.issuer_keys import NONE
from helpdesk.accounts.key_set import ALGORITHMS, KeySet
from helpdesk.kit.actor import Permission

SHARED: Final = "HS256"
PUBLISHED: Final = frozenset(ALGORITHMS.values())
LAST_SECOND: Final = datetime(9999, 12, 31, tzinfo=UTC).timestamp()
_REQUIRED: Final = ["exp", "aud", "iss", "sub"]
_AT_FAULT: Final[tuple[tuple[type[Exception], str], ...]] = (
    (jwt.InvalidSignatureError, "signature"),
    (jwt.InvalidAlgorithmError, "alg"),
    (jwt.InvalidAudienceError, "aud"),
    (jwt.InvalidIssuerError, "iss"),
    (jwt.exceptions.InvalidSubjectError, "sub"),
    (jwt.ImmatureSignatureError, "nbf"),
)
LONGEST_JTI: Final = 1000
NEVER_REVOKED: Final = datetime.max.replace(tzinfo=UTC)
"""As when a token was issued: after every instant before which tokens are revoked."""
Name = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]


class CallerRole(StrEnum):
    """The claim `role`: what the platform takes the caller for."""

    MEMBER = "member"
    STORE_MANAGER = "store_manager"
    AGENT = "agent"
    INTEGRATION = "integration"


@dataclass(frozen=True, slots=True)
class Signing:
    """What tokens are signed with, whom they are for, and who issues them. Only `algorithms` are taken."""

    secret: str = field(repr=False)
    audience: str
    issuer: str
    algorithms: frozenset[str] = frozenset({SHARED})


class KeyUnknown(Exception):
    """The token names a key of the issuer that is not among those at hand."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a good token says. Permissions and scope are an integration's alone; others have roles here.

    With a `token_id` it is a token that the helpdesk gave: what it grants is kept here.
    """

    subject: str
    role: CallerRole
    expires_at: datetime
    member_code: str | None = None
    store_code: str | None = None
    permissions: frozenset[Permission] = frozenset()
    stores: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    everything: bool = False
    token_id: UUID | None = None
    jti: str | None = None
    issued_at: datetime | None = None


class _Payload(BaseModel):
    model_config = ConfigDict(extra="ignore")

    sub: Name
    exp: float = Field(gt=0, le=LAST_SECOND)
    iat: float | None = Field(None, ge=0, le=LAST_SECOND)
    jti: Annotated[str, Field(pattern=r"^[^\x00]*$", max_length=LONGEST_JTI)] | None = None
    role: CallerRole
    member_code: Name | None = None
    store_code: Name | None = None
    permissions: frozenset[Permission] = frozenset()
    stores: frozenset[Name] = frozenset()
    groups: frozenset[Name] = frozenset()
    all: StrictBool = False

    @model_validator(mode="after")
    def _names_whom_it_is_for(self) -> Self:
        if self.role is CallerRole.MEMBER and self.member_code is None:
            raise ValueError("member_code")
        if self.role is CallerRole.STORE_MANAGER and self.store_code is None:
            raise ValueError("store_code")
        return self


def verify(signing: Signing, token: str | None, keys: KeySet = NONE) -> Claims:
    """The claims of a token. Raises TokenMissing, TokenExpired, TokenInvalid and KeyUnknown."""
    if not token:
        raise TokenMissing
    payload = _decoded(signing, token, keys)
    try:
        said = _Payload.model_validate(payload)
    except ValidationError as error:
        raise TokenInvalid(reason=_claim_at_fault(error)) from None
    expires_at = datetime.fromtimestamp(said.exp, UTC)
    issued_at = None if said.iat is None else datetime.fromtimestamp(said.iat, UTC)
    if said.role is not CallerRole.INTEGRATION:
        return Claims(
            said.sub,
            said.role,
            expires_at,
            said.member_code,
            said.store_code,
            jti=said.jti,
            issued_at=issued_at,
        )
    return Claims(
        said.sub, said.role, expires_at, jti=said.jti, issued_at=issued_at,
        permissions=said.permissions, stores=said.stores, groups=said.groups, everything=said.all,
    )  # fmt: skip


def issue(
    signing: Signing,
    *,
    subject: str,
    role: CallerRole,
    lifetime: timedelta = timedelta(hours=8),
    member_code: str | None = None,
    store_code: str | None = None,
    permissions: Iterable[Permission] = (),
    stores: Iterable[str] = (),
    groups: Iterable[str] = (),
    everything: bool = False,
    jti: str | None = None,
) -> str:
    """A token as the platform would sign it: for the demo, the command line and tests."""
    now = datetime.now(UTC)
    optional: dict[str, Any] = {
        "member_code": member_code, "store_code": store_code, "permissions": sorted(permissions),
        "stores": sorted(stores), "groups": sorted(groups), "all": everything, "jti": jti,
    }  # fmt: skip
    payload = {
        "sub": subject, "role": role.value, "aud": signing.audience, "iss": signing.issuer,
        "iat": now, "exp": now + lifetime,
    }  # fmt: skip
    return jwt.encode(
        payload | {name: value for name, value in optional.items() if value}, signing.secret, SHARED
    )


def _decoded(signing: Signing, token: str, keys: KeySet) -> dict[str, Any]:
    try:
        algorithm, key = _key(signing, token, keys)
        return jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=signing.audience,
            issuer=signing.issuer,
            options={"require": _REQUIRED, "verify_iat": False},
        )
    except jwt.ExpiredSignatureError:
        raise TokenExpired from None
    except jwt.MissingRequiredClaimError as error:
        raise TokenInvalid(reason=error.claim) from None
    except jwt.InvalidTokenError as error:
        named = (name for kind, name in _AT_FAULT if isinstance(error, kind))
        raise TokenInvalid(reason=next(named, "form")) from None
    except (ValueError, TypeError, OverflowError, RecursionError):
        # parts of a token are read before its signature: anything may stand in them
        raise TokenInvalid(reason="form") from None


def _key(signing: Signing, token: str, keys: KeySet) -> tuple[str, str | jwt.PyJWK]:
    """The algorithm and what verifies it: the secret for HS256 alone, else a key that was made for that algorithm.

    Nothing else of the header is heard: no address of keys (`jku`, `x5u`) and no key (`jwk`, `x5c`).
    """
    header = jwt.get_unverified_header(token)
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in signing.algorithms:
        raise jwt.InvalidAlgorithmError
    if algorithm == SHARED:
        return SHARED, signing.secret
    key = keys.find(algorithm, header.get("kid"))
    if key is None:
        raise KeyUnknown
    return algorithm, key


def _claim_at_fault(error: ValidationError) -> str:
    first = error.errors()[0]
    return str(first["loc"][0]) if first["loc"] else first["msg"].removeprefix("Value error, ")
