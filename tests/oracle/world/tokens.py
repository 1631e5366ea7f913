"""Tokens of integrations: one that is used, one for stores and groups, one that was revoked; and others taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from helpdesk.accounts import revocations
from helpdesk.accounts.integration_tokens import Grant, create_token, revoke_token
from helpdesk.accounts.models import Integration
from helpdesk.accounts.token_models import IntegrationToken
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM, Permission
from tests.features.tickets.build import Desk, shanghai
from tests.oracle.world.stage import Stage

FAR = datetime.fromisoformat("2099-01-01T00:00:00+08:00")
READ = Permission.TICKET_READ


async def make(stage: Stage) -> None:
    """Three of them. The clock stands meanwhile: nothing that is asked about tickets depends on when they were made."""
    [erp] = await stage.scalars(select(Integration.id).where(Integration.external_key == "erp"))
    groups = [stage.group("finance"), stage.group("hotline")]
    grants = {
        "生产": Grant([READ, Permission.EVENTS_READ], sees_all=True),
        "of stores": Grant([READ], ["S001", "S003"], groups),
        "old": Grant([READ]),
    }
    made = {
        name: (
            await Desk.do(
                stage, stage.admin, create_token, integration_id=erp, name=name, grant=grant, expires_at=FAR
            )
        )[0].id
        for name, grant in grants.items()
    }
    await Desk.do(stage, stage.admin, revoke_token, token_id=made["old"])

    lost = revocations.revoke_token
    await Desk.do(stage, stage.admin, lost, jti="lost-1", expires_at=FAR, reason="手机丢失")
    gone = revocations.revoke_tokens_of
    await Desk.do(
        stage,
        stage.admin,
        gone,
        actor_key="store:S777",
        issued_before=shanghai("2026-11-01 00:00"),
        reason="闭店",
    )

    async def used(work: UnitOfWork) -> None:
        token = update(IntegrationToken).where(IntegrationToken.id == made["生产"])
        await work.session.execute(token.values(last_used_at=shanghai("2026-11-20 08:00")))

    await Desk.do(stage, SYSTEM, used)
