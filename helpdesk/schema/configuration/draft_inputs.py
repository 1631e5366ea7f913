"""Inputs about drafts and versions."""

from __future__ import annotations

import strawberry

from helpdesk.schema.tickets.inputs import KEY, VERSION

DRAFT = "The open draft, `dft_…`."


@strawberry.input(description="A draft to begin.")
class CreateConfigurationDraftInput:
    """Its title."""

    title: str = strawberry.field(description="What it is about, at most 200 characters.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A draft to give up.")
class DiscardConfigurationDraftInput:
    """Which draft."""

    draft_id: strawberry.ID = strawberry.field(description=DRAFT)
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A draft to put into force.")
class PublishConfigurationInput:
    """Which draft."""

    draft_id: strawberry.ID = strawberry.field(description=DRAFT)
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A version to go back to.")
class RevertConfigurationInput:
    """Which version."""

    to_version: int = strawberry.field(description="The number of an earlier version.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)
