"""Which of an issuer's keys verify tokens, and that no token gets at another one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.accounts import key_set, tokens
from helpdesk.accounts.errors import TokenExpired, TokenInvalid, Unauthenticated
from helpdesk.accounts.key_set import KeySet, KeySetUnreadable
from helpdesk.accounts.tokens import KeyUnknown, Signing
from tests.issuer import Signer, claims, rsa_key, signer

SECRET = "s" * 32
SIGNING = Signing(SECRET, "helpdesk", "platform", tokens.PUBLISHED | {tokens.SHARED})
RSA, CURVE, EDWARDS = signer("RS256", "r"), signer("ES256", "e"), signer("EdDSA", "o")
SIGNERS = (RSA, CURVE, EDWARDS)
ALGORITHMS = [one.algorithm for one in SIGNERS]


def published(*keys: Any) -> KeySet:
    return key_set.read(json.dumps({"keys": list(keys)}).encode())


EVERY = published(*(one.published() for one in SIGNERS))


@pytest.mark.parametrize("by", SIGNERS, ids=ALGORITHMS)
def test_a_token_by_a_published_key_is_taken(by: Signer) -> None:
    assert tokens.verify(SIGNING, by.sign(), EVERY).subject == "lin"


@pytest.mark.parametrize("by", SIGNERS, ids=ALGORITHMS)
def test_its_claims_are_demanded_as_of_any_other(by: Signer) -> None:
    for missing in ("exp", "aud", "iss", "sub"):
        with pytest.raises(TokenInvalid) as refused:
            tokens.verify(SIGNING, by.sign(**{missing: None}), EVERY)
        assert refused.value.params["reason"] == missing
    with pytest.raises(TokenExpired):
        tokens.verify(SIGNING, by.sign(exp=1), EVERY)


@pytest.mark.parametrize("by", SIGNERS, ids=ALGORITHMS)
def test_published_keys_are_taken_only_where_the_settings_say_so(by: Signer) -> None:
    with pytest.raises(TokenInvalid) as refused:
        tokens.verify(Signing(SECRET, "helpdesk", "platform"), by.sign(), EVERY)
    assert refused.value.params["reason"] == "alg"


def test_the_shared_secret_is_taken_only_where_the_settings_say_so() -> None:
    token = jwt.encode(claims(), SECRET, "HS256")
    assert tokens.verify(SIGNING, token, EVERY).subject == "lin"
    with pytest.raises(TokenInvalid):
        tokens.verify(Signing(SECRET, "helpdesk", "platform", tokens.PUBLISHED), token, EVERY)


@pytest.mark.parametrize("by", SIGNERS, ids=ALGORITHMS)
def test_another_key_of_the_same_kind_does_not_sign_for_it(by: Signer) -> None:
    other = Signer("RS256", by.key_id, rsa_key(1)) if by is RSA else signer(by.algorithm, by.key_id)
    with pytest.raises(TokenInvalid) as refused:
        tokens.verify(SIGNING, other.sign(), EVERY)
    assert refused.value.params["reason"] == "signature"


@pytest.mark.parametrize("form", ["PEM", "DER", "JWK"])
@pytest.mark.parametrize("by", SIGNERS, ids=ALGORITHMS)
def test_a_public_key_is_no_secret(by: Signer, form: str) -> None:
    """The classic confusion: HS256 with what everybody can read."""
    public = by.private.public_key()
    secret = {
        "PEM": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "DER": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "JWK": json.dumps(by.published()).encode(),
    }[form]
    for key_id in ({}, {"kid": by.key_id}):
        with pytest.raises(TokenInvalid):
            tokens.verify(SIGNING, forged({"alg": "HS256", **key_id}, secret), EVERY)


@pytest.mark.parametrize(
    "algorithm", ["none", "None", "HS384", "RS384", "PS256", "ES384", "ES256K", "", None, 5]
)
@pytest.mark.parametrize("key_id", ["r", "e", "o", None])
def test_no_other_algorithm_is_taken(algorithm: object, key_id: str | None) -> None:
    with pytest.raises(TokenInvalid):
        tokens.verify(SIGNING, forged({"alg": algorithm, "kid": key_id}, b""), EVERY)
    with pytest.raises(TokenInvalid):
        tokens.verify(SIGNING, forged({"alg": algorithm}, SECRET.encode()), EVERY)


@pytest.mark.parametrize("by", SIGNERS, ids=ALGORITHMS)
def test_a_key_id_of_another_algorithm_names_no_key(by: Signer) -> None:
    for other in SIGNERS:
        if other is not by:
            with pytest.raises(KeyUnknown):
                tokens.verify(SIGNING, by.sign({"kid": other.key_id}), EVERY)


def test_a_token_brings_no_key_of_its_own() -> None:
    stranger = signer("ES256", "e")
    mine = stranger.published()
    for header in (
        {"jwk": mine}, {"jku": "https://evil.example/keys"}, {"x5u": "https://evil.example/chain"}, {"x5c": ["AAAA"]},
    ):  # fmt: skip
        with pytest.raises(TokenInvalid) as refused:
            tokens.verify(SIGNING, stranger.sign(header), EVERY)
        assert refused.value.params["reason"] == "signature"
        assert (
            tokens.verify(SIGNING, CURVE.sign(header), EVERY).subject == "lin"
        )  # it is not heard, either way


def test_a_token_that_names_no_key_means_the_only_one_of_its_algorithm() -> None:
    nameless = Signer("ES256", None, CURVE.private)
    assert tokens.verify(SIGNING, nameless.sign(), EVERY).subject == "lin"
    two = published(CURVE.published(), signer("ES256", "e2").published())
    with pytest.raises(KeyUnknown):
        tokens.verify(SIGNING, nameless.sign(), two)
    unnamed = published(CURVE.published(kid=None))
    assert tokens.verify(SIGNING, nameless.sign(), unnamed).subject == "lin"


@pytest.mark.parametrize(
    "key",
    [
        pytest.param({"kty": "oct", "k": "c2VjcmV0", "kid": "k", "alg": "HS256"}, id="a secret"),
        pytest.param({**RSA.published(), "d": "AQAB"}, id="a private key"),
        pytest.param(RSA.published(use="enc"), id="for encryption"),
        pytest.param(RSA.published(key_ops=["encrypt"]), id="for other operations"),
        pytest.param(RSA.published(alg="RS512"), id="for another algorithm"),
        pytest.param(CURVE.published(alg="RS256"), id="an algorithm of another type"),
        pytest.param(CURVE.published(crv="P-384"), id="of another curve"),
        pytest.param(Signer("RS256", "r", rsa_key(0, 1024)).published(), id="too short"),
        pytest.param(RSA.published(n="AQAB"), id="no modulus"),
        pytest.param(RSA.published(n=None), id="without a modulus"),
        pytest.param(RSA.published(kid=5), id="an id that is a number"),
        pytest.param(RSA.published(kty=["RSA"]), id="a type that is a list"),
        pytest.param(RSA.published(crv={}), id="a curve that is an object"),
        pytest.param(RSA.published(key_ops=5), id="operations that are a number"),
        pytest.param({}, id="empty"),
        pytest.param(5, id="a number"),
        pytest.param(None, id="null"),
    ],
)
def test_what_is_no_fit_key_is_left_out_and_the_others_stay(key: Any) -> None:
    found = published(key, EDWARDS.published())
    assert len(found) == 1
    assert tokens.verify(SIGNING, EDWARDS.sign(), found).subject == "lin"


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"5", b"null", b'{"keys": {}}', b'{"key": []}', b"\xff", b'{"keys":' + b"[" * 20_000,
     json.dumps({"keys": [{}] * 101}).encode()],
    ids=["nothing", "no JSON", "a list", "a number", "null", "keys in an object", "no keys", "no UTF-8",
         "20,000 deep", "101 keys"],
)  # fmt: skip
def test_what_is_no_key_set_is_said_to_be_none(text: bytes) -> None:
    with pytest.raises(KeySetUnreadable):
        key_set.read(text)


HEADERS = st.dictionaries(
    st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk", "jku", "x5u", "cty"]),
    st.one_of(
        st.sampled_from(["HS256", "RS256", "ES256", "EdDSA", "none", "r", "e", "o", "JWT", "b64"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
            ),
            max_leaves=4,
        ),
    ),
)


@given(
    HEADERS, st.binary(max_size=80) | st.just(json.dumps(claims(exp=2**33)).encode()), st.binary(max_size=80)
)
def test_made_up_tokens_are_refused_as_such(header: dict[str, Any], body: bytes, signature: bytes) -> None:
    token = b".".join(map(url64, (json.dumps(header).encode(), body, signature))).decode()
    with pytest.raises((Unauthenticated, KeyUnknown)):
        tokens.verify(SIGNING, token, EVERY)


GOOD = [one.sign(exp=2**33) for one in SIGNERS]


@given(st.text(max_size=200), st.sampled_from(GOOD), st.integers(0, 400))
def test_a_good_token_with_something_put_in_is_refused(text: str, token: str, at: int) -> None:
    changed = token[:at] + text + token[at:]
    if changed.rstrip("=") != token:  # padding says nothing
        with pytest.raises((Unauthenticated, KeyUnknown)):
            tokens.verify(SIGNING, changed, EVERY)


def forged(header: dict[str, Any], secret: bytes) -> str:
    """A good payload under any header, signed as by HS256."""
    said = {name: value for name, value in header.items() if value is not None or name == "alg"}
    parts = b".".join([url64(json.dumps(said).encode()), url64(json.dumps(claims(exp=2**33)).encode())])
    return b".".join([parts, url64(hmac.new(secret, parts, hashlib.sha256).digest())]).decode()


def url64(part: bytes) -> bytes:
    return base64.urlsafe_b64encode(part).rstrip(b"=")
