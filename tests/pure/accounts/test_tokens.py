"""Which tokens are taken, and what they say."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from helpdesk.accounts import tokens
from helpdesk.accounts.errors import TokenExpired, TokenInvalid, TokenMissing, Unauthenticated
from helpdesk.accounts.tokens import CallerRole, Signing
from helpdesk.kit.actor import Permission

SIGNING = Signing("s" * 32, "helpdesk", "platform")
PUBLIC_KEY = "-----BEGIN PUBLIC KEY-----\n" + "A" * 64 + "\n-----END PUBLIC KEY-----\n"


def payload(**changes: Any) -> dict[str, Any]:
    """A good member's payload with changes; None removes a claim."""
    good = {
        "sub": "m-1", "aud": "helpdesk", "iss": "platform", "role": "member", "member_code": "M1",
        "exp": datetime.now(UTC) + timedelta(hours=1),
    }  # fmt: skip
    return {name: value for name, value in (good | changes).items() if value is not None}


def signed(**changes: Any) -> str:
    return jwt.encode(payload(**changes), SIGNING.secret, "HS256")


def raw(header: Any, body: Any, signature: bytes = b"") -> str:
    parts = (
        part if isinstance(part, bytes) else json.dumps(part, default=str).encode()
        for part in (header, body, signature)
    )
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def test_a_good_token_says_who_it_is_for_and_until_when() -> None:
    exp = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=5)
    claims = tokens.verify(SIGNING, signed(exp=exp))
    assert (claims.subject, claims.role, claims.member_code) == ("m-1", CallerRole.MEMBER, "M1")
    assert claims.expires_at == exp


def test_a_token_says_which_it_is_and_when_it_was_issued() -> None:
    issued = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    for role in ("member", "integration"):
        claims = tokens.verify(SIGNING, signed(role=role, jti="t1", iat=issued))
        assert (claims.jti, claims.issued_at) == ("t1", issued)
    assert (tokens.verify(SIGNING, signed()).jti, tokens.verify(SIGNING, signed()).issued_at) == (None, None)


@pytest.mark.parametrize("token", [None, ""])
def test_no_token_is_said_to_be_missing(token: str | None) -> None:
    with pytest.raises(TokenMissing):
        tokens.verify(SIGNING, token)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"exp": None}, "exp", id="no expiry"),
        pytest.param({"aud": None}, "aud", id="no audience"),
        pytest.param({"iss": None}, "iss", id="no issuer"),
        pytest.param({"sub": None}, "sub", id="no subject"),
        pytest.param({"aud": "shop"}, "aud", id="for somebody else"),
        pytest.param({"aud": []}, "aud", id="for nobody"),
        pytest.param({"iss": "elsewhere"}, "iss", id="of another issuer"),
        pytest.param({"sub": "\x00"}, "sub", id="a subject that no database keeps"),
        pytest.param({"sub": ""}, "sub", id="an empty subject"),
        pytest.param({"nbf": datetime.now(UTC) + timedelta(hours=1)}, "nbf", id="not yet good"),
        pytest.param({"exp": 10**17}, "exp", id="good beyond all calendars"),
        pytest.param({"iat": "soon"}, "iat", id="issued at no instant"),
        pytest.param({"iat": 10**17}, "iat", id="issued beyond all calendars"),
        pytest.param({"jti": "\x00"}, "jti", id="an id that no database keeps"),
        pytest.param({"jti": "x" * 1001}, "jti", id="an id that is too long"),
        pytest.param({"role": None}, "role", id="no role"),
        pytest.param({"role": "admin"}, "role", id="an unknown role"),
        pytest.param({"member_code": None}, "member_code", id="a member without a code"),
        pytest.param({"role": "store_manager"}, "store_code", id="a store manager without a store"),
        pytest.param({"role": "integration", "permissions": ["all"]}, "permissions", id="an unknown right"),
        pytest.param({"role": "integration", "all": "yes"}, "all", id="a scope that is no truth value"),
    ],
)
def test_a_wrong_claim_is_refused_and_named(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(TokenInvalid) as refused:
        tokens.verify(SIGNING, signed(**changes))
    assert refused.value.params["reason"] == reason


def test_an_expired_token_is_refused_by_real_time() -> None:
    with pytest.raises(TokenExpired):
        tokens.verify(SIGNING, signed(exp=datetime.now(UTC) - timedelta(seconds=1)))


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_strength_of_the_same_key_is_refused(algorithm: str) -> None:
    token = jwt.encode(payload(), SIGNING.secret * 2, algorithm)
    with pytest.raises(TokenInvalid) as refused:
        tokens.verify(Signing(SIGNING.secret * 2, "helpdesk", "platform"), token)
    assert refused.value.params["reason"] == "alg"


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "RS256", "ES256", ["HS256"], None, 5])
def test_the_token_does_not_choose_its_algorithm(algorithm: object) -> None:
    with pytest.raises(TokenInvalid):
        tokens.verify(SIGNING, raw({"alg": algorithm, "typ": "JWT"}, payload()))


def test_a_public_key_used_as_a_secret_opens_nothing() -> None:
    head = raw({"alg": "RS256", "typ": "JWT"}, payload()).rpartition(".")[0]
    forged = hmac.new(PUBLIC_KEY.encode(), head.encode(), hashlib.sha256).digest()
    signature = base64.urlsafe_b64encode(forged).rstrip(b"=").decode()
    with pytest.raises(TokenInvalid) as refused:
        tokens.verify(Signing(PUBLIC_KEY, "helpdesk", "platform"), f"{head}.{signature}")
    assert refused.value.params["reason"] in {"alg", "form"}


def test_a_changed_payload_is_refused() -> None:
    head, _, signature = signed().split(".")
    body = raw({}, payload(member_code="M2")).split(".")[1]
    with pytest.raises(TokenInvalid) as refused:
        tokens.verify(SIGNING, f"{head}.{body}.{signature}")
    assert refused.value.params["reason"] == "signature"


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("x", id="no token"),
        pytest.param("a.b.c", id="three letters"),
        pytest.param("\ud800.a.b", id="a lone surrogate"),
        pytest.param("票.据.据", id="not ASCII"),
        pytest.param("\x00", id="NUL"),
        pytest.param(raw(b"[" * 20_000, {}), id="a header 20,000 deep"),
        pytest.param(raw(b'{"alg":' + b"9" * 10_000 + b"}", {}), id="a number of 10,000 digits"),
        pytest.param(raw([], {}), id="a header that is a list"),
        pytest.param(raw({"alg": "HS256", "kid": 5}, {}), id="a key id that is a number"),
        pytest.param(raw({"alg": "HS256", "b64": False}, {}), id="a detached body"),
        pytest.param(raw({"alg": "HS256", "crit": ["x"]}, {}), id="an unknown critical header"),
        pytest.param(raw({"alg": "HS256"}, b"\xff"), id="a body of no encoding"),
    ],
)
def test_rubbish_is_refused_as_such(token: str) -> None:
    with pytest.raises(Unauthenticated):
        tokens.verify(SIGNING, token)


@pytest.mark.parametrize("exp", ["Infinity", "NaN", "1e400", '"soon"', "[]", "null", "true"])
def test_a_signed_expiry_that_is_no_instant_is_refused(exp: str) -> None:
    body = f'{{"sub":"m","aud":"helpdesk","iss":"platform","role":"member","member_code":"M","exp":{exp}}}'
    head = raw({"alg": "HS256", "typ": "JWT"}, body.encode()).rpartition(".")[0]
    mac = hmac.new(SIGNING.secret.encode(), head.encode(), hashlib.sha256).digest()
    with pytest.raises(Unauthenticated):
        tokens.verify(SIGNING, f"{head}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}")


def test_only_an_integrations_token_grants_rights_and_scope() -> None:
    grants = {"permissions": ["ticket.read"], "stores": ["S1"], "groups": ["KF"], "all": True}
    program = tokens.verify(SIGNING, signed(role="integration", **grants))
    assert program.permissions == {Permission.TICKET_READ}
    assert (program.stores, program.groups, program.everything) == ({"S1"}, {"KF"}, True)
    for role in ("member", "agent"):
        person = tokens.verify(SIGNING, signed(role=role, **grants))
        assert (person.permissions, person.stores, person.groups) == (frozenset(), frozenset(), frozenset())
        assert not person.everything


@pytest.mark.parametrize("role", list(CallerRole))
def test_what_is_issued_is_what_is_read(role: CallerRole) -> None:
    token = tokens.issue(
        SIGNING, subject="x", role=role, member_code="M", store_code="S", stores=["S"], groups=["G"],
        permissions=[Permission.EVENTS_READ], everything=True, lifetime=timedelta(minutes=1),
    )  # fmt: skip
    claims = tokens.verify(SIGNING, token)
    assert (claims.subject, claims.role) == ("x", role)
    assert timedelta(0) < claims.expires_at - datetime.now(UTC) <= timedelta(minutes=1)


def test_the_secret_is_not_shown() -> None:
    assert SIGNING.secret not in repr(SIGNING)
