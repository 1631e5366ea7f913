"""Typed settings from the environment. A wrong value is refused at start, with the variable's name."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from helpdesk.kit import keys, reachable
from helpdesk.kit.signatures import key_of

Mode = Literal["production", "demo", "test"]
FARTHEST = timedelta(days=36_525)
"""How far a moved clock may be from the system's: arithmetic on instants ends with the year 9999."""
BROKERS = "helpdesk.brokers"
"""Entry points of further brokers, each by the scheme of its URLs."""
CALL_ATTEMPTS = 3
"""How often one call to the platform is tried at once, where that is safe."""
CALL_PAUSES = 0.5
"""Seconds, at most, that lie between those attempts."""


class SettingsError(SystemExit):
    """The environment holds a wrong value; the text names each variable and what it wants."""


class Settings(BaseSettings):
    """Everything that can be set. Each field is the variable `HELPDESK_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="HELPDESK_", frozen=True, extra="ignore")

    mode: Mode = "production"
    home: Path = Field(Path(".helpdesk"), description="Where the embedded database and files live.")
    database_url: str | None = Field(None, description="postgresql://…; without it the embedded server.")
    database_pool: int = Field(10, ge=2, le=200, description="Connections per process.")
    statement_timeout: float = Field(
        10, gt=0, le=600, description="Seconds that one reading statement may take."
    )
    broker_url: str | None = Field(None, description="amqp://…; without it the database is the broker.")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    token_secret: SecretStr | None = Field(None, description="HS256 secret of the host's bearer tokens.")
    sealing_keys: Annotated[tuple[keys.Key, ...], NoDecode] = Field(
        (), description="`id:base64,…`: the first seals personal values, all open them.", repr=False
    )
    lookup_keys: Annotated[tuple[keys.Key, ...], NoDecode] = Field(
        (),
        description="`id:base64,…`: the first hashes what people are recognised by, all recognise.",
        repr=False,
    )
    token_audience: str = "helpdesk"
    token_issuer: str = "platform"
    token_hs256: bool = Field(True, description="Whether tokens signed with the secret are taken.")
    token_jwks_url: str | None = Field(
        None, description="https://…, the issuer's keys for tokens by RS256, ES256 and EdDSA."
    )
    token_jwks_seconds: float = Field(
        300, ge=10, le=86_400, description="Seconds after which the issuer's keys are fetched anew."
    )
    token_jwks_stale_seconds: float = Field(
        21_600,
        ge=0,
        le=604_800,
        description="Seconds for which they are used beyond that, with the issuer away.",
    )
    platform: str = Field("reference", description="An entry point of `helpdesk.platforms`, or `none`.")
    platform_mapping: Path | None = Field(None, description="The mapping file of HELPDESK_PLATFORM=graphql.")
    platform_url: str = "http://127.0.0.1:8100/graphql"
    platform_token: SecretStr = SecretStr("reference-platform")
    platform_timeout: float = Field(3.0, gt=0, le=60, description="Seconds for one call.")
    platform_webhook_secrets: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (),
        description="Secrets that the platform signs its notices with, separated by commas; any one is taken.",
    )
    clock: Annotated[tuple[timedelta | datetime, float] | None, NoDecode] = Field(
        None, description="`offset,speed`: an ISO 8601 duration or instant, and a factor. Demo and test only."
    )
    time_zone: str = Field("Asia/Shanghai", description="The platform's time zone.")
    worker_threads: int = Field(4, ge=1, le=64, description="Jobs that one worker runs at a time.")
    lease_seconds: float = Field(3, ge=1, le=300, description="How long a worker may hold a due timer.")
    act_lease_seconds: float = Field(
        15,
        ge=1,
        le=900,
        description="How long a worker may hold an act on the platform; longer than its call.",
    )
    trusted_documents: Path | None = Field(
        None, description="A folder of `*.graphql` that clients may ask for by `documentId`."
    )
    trusted_only: bool = Field(False, description="Whether no other documents are run.")
    attachments_url: str | None = Field(
        None, description="s3://bucket/prefix, or another store of obstore; without it a folder of the home."
    )
    attachment_bytes: int = Field(
        10_485_760, ge=1024, le=104_857_600, description="How large one file may be."
    )
    sensitive_retention_days: int = Field(
        180,
        ge=0,
        le=36_500,
        description="Days after its ticket ended for which a sensitive file or value is kept.",
    )
    scanner: str | None = Field(None, description="An entry point of `helpdesk.scanners`; without it, none.")
    smtp_url: reachable.SmtpUrl | None = Field(
        None,
        description="smtps://user:password@host, smtp://… (STARTTLS) or smtp+plain://host; without it, no e-mail.",
    )
    smtp_from: reachable.Address | None = Field(None, description="The address that e-mail comes from.")
    sms_url: reachable.WebUrl | None = Field(None, description="The SMS gateway; without it, none is sent.")
    sms_headers: reachable.Headers = Field(
        SecretStr("{}"), description="JSON of the headers that the gateway wants, with its key."
    )
    sms_body: reachable.BodyTemplate = Field(
        '{"to": "{to}", "text": "{text}", "id": "{id}"}', description="JSON of what is posted there."
    )
    sms_accepted: reachable.GoodAnswer | None = Field(
        None, description="`path=value`: where its answer says that it took a message; without it, any 2xx."
    )
    robots: bool = Field(True, description="Whether chat robots are called.")
    robot_private_addresses: bool = Field(False, description="Whether chat robots may be on this network.")
    ticket_url: reachable.TicketLink | None = Field(
        None, description="Where a ticket is looked at, with `{number}`; messages link there."
    )
    notify_timeout: float = Field(10, gt=0, le=60, description="Seconds for sending one message.")
    metrics_token: SecretStr | None = Field(
        None,
        description="Bearer token that `/metrics` wants; in production there is no `/metrics` without it.",
    )
    metrics_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Where a worker serves `/metrics`, at HELPDESK_HOST; without it, nowhere.",
    )
    otlp_endpoint: str | None = Field(
        None, description="Where spans are sent, an OTLP collector over HTTP; without it, none are made."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Web origins whose pages may call, separated by commas."
    )

    @field_validator("clock", mode="before")
    @classmethod
    def _read_clock(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        offset, comma, speed = value.rpartition(",")
        if not comma:
            raise ValueError("wants `offset,speed`, as in `PT2H,60` or `2026-11-20T10:00:00+08:00,1`")
        factor = float(speed)
        if not 0 < factor <= 100_000:
            raise ValueError("speed must be above 0 and at most 100000")
        moved = read_offset(offset)
        ahead = moved if isinstance(moved, timedelta) else moved - datetime.now(UTC)
        if abs(ahead) > FARTHEST:
            raise ValueError("must show a time within 100 years of now")
        return moved, factor

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("allowed_origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not re.fullmatch(r"https?://[a-z0-9.\-\[\]:]+", origin):
                raise ValueError(f"{origin!r} is no origin, as https://desk.example or http://localhost:5173")
        return value

    @field_validator("platform_webhook_secrets", mode="before")
    @classmethod
    def _read_secrets(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        secrets = [part.strip() for part in value.split(",") if part.strip()]
        for secret in secrets:
            key_of(secret)
        return secrets

    @field_validator("sealing_keys", "lookup_keys", mode="before")
    @classmethod
    def _read_keys(cls, value: object) -> object:
        return keys.read(value) if isinstance(value, str) else value

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("is no time zone of the IANA database") from None
        return value

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"postgres(ql)?(\+psycopg)?://", value):
            raise ValueError("must begin with postgresql://")
        return value

    @field_validator("broker_url")
    @classmethod
    def _has_a_broker(cls, value: str | None) -> str | None:
        known = ["amqp", "amqps", *sorted(point.name for point in entry_points(group=BROKERS))]
        if value is not None and value.partition("://")[0] not in known:
            raise ValueError(f"must begin with {', '.join(f'{scheme}://' for scheme in known)}")
        return value

    @field_validator("token_jwks_url")
    @classmethod
    def _is_web(cls, value: str | None) -> str | None:
        if value is not None and not re.match(
            r"https?://([\w.-]+|\[[\da-f:]+\])(:\d{1,5})?(/[!-~]*)?$", value
        ):
            raise ValueError("must begin with https://, and name a host and no user")
        return value

    @field_validator("otlp_endpoint")
    @classmethod
    def _is_http(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"https?://", value):
            raise ValueError("must begin with http:// or https://")
        return value

    @field_validator("attachments_url")
    @classmethod
    def _is_store(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"(s3a?|gs|az|abfss?|file|memory)://", value):
            raise ValueError("must begin with s3://, or another scheme of obstore")
        return value

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.clock is not None and self.mode == "production":
            raise ValueError("HELPDESK_CLOCK is refused outside demo and test mode (HELPDESK_MODE)")
        if self.token_secret is not None and len(self.token_secret.get_secret_value()) < 32:
            raise ValueError("HELPDESK_TOKEN_SECRET must have at least 32 characters")
        self._agree_on_keys()
        if (self.smtp_url is None) != (self.smtp_from is None):
            raise ValueError("HELPDESK_SMTP_URL and HELPDESK_SMTP_FROM are set together or not at all")
        if self.metrics_token is not None and len(self.metrics_token.get_secret_value()) < 16:
            raise ValueError("HELPDESK_METRICS_TOKEN must have at least 16 characters")
        longest = CALL_ATTEMPTS * self.platform_timeout + CALL_PAUSES
        if self.act_lease_seconds <= longest:
            raise ValueError(
                f"HELPDESK_ACT_LEASE_SECONDS must be above {longest:g}: one call to the platform may last as long, "
                f"{CALL_ATTEMPTS} attempts of HELPDESK_PLATFORM_TIMEOUT"
            )
        return self

    def _agree_on_keys(self) -> None:
        """Keys that decide who is who come by a way that nobody can write on."""
        if self.token_jwks_url is None:
            if not self.token_hs256:
                raise ValueError("HELPDESK_TOKEN_HS256 can be off only with a HELPDESK_TOKEN_JWKS_URL")
            return
        url = urlsplit(self.token_jwks_url)
        here = url.hostname in {"127.0.0.1", "::1", "localhost"}
        if url.scheme != "https" and self.mode == "production" and not here:
            raise ValueError("HELPDESK_TOKEN_JWKS_URL must begin with https:// in production")


def read_offset(text: str) -> timedelta | datetime:
    """An ISO 8601 duration (`-PT2H30M`) as an offset, or an instant with its zone. Raises ValueError."""
    found = re.fullmatch(r"([+-])?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text)
    if found and any(found.groups()[1:]):
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
        try:
            length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        except OverflowError:
            raise ValueError("the duration is too long") from None
        return -length if found[1] == "-" else length
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("the instant needs its offset from UTC, as in 2026-11-20T10:00:00+08:00")
    return instant


def load(**values: object) -> Settings:
    """The settings of this process. Raises SettingsError naming every variable that is wrong."""
    try:
        return Settings(**values)  # type: ignore[arg-type]  # fields are checked by pydantic just here
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            name = (
                "HELPDESK_" + "_".join(str(part) for part in problem["loc"][:1]).upper()
                if problem["loc"]
                else ""
            )
            lines.append(f"  {name or 'settings'}: {problem['msg'].removeprefix('Value error, ')}")
        raise SettingsError("The environment holds wrong settings:\n" + "\n".join(lines)) from None
