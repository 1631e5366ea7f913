"""Deletions whose act on the platform was done, was refused, is stuck, and waits for its next try."""

from __future__ import annotations

from sqlalchemy import select

from helpdesk.platform.acts import Done, OrderDeletion, Outcome, Refused
from helpdesk.platform.errors import PlatformUnavailable
from helpdesk.procedures import running
from helpdesk.procedures.acts import performing
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.deletions import asking
from helpdesk.procedures.deletions.asking import DeletionForm
from helpdesk.procedures.facts import Facts
from helpdesk.tickets.models import Ticket
from tests.books import Books
from tests.features.procedures.sticking import stick
from tests.oracle.world.stage import S001, Stage
from tests.pure.procedures.rule_samples import order


class Answering(Books):
    """A platform with one answer to every deletion, or none."""

    def __init__(self, answer: Outcome | None) -> None:
        self._answer = answer

    async def delete_order(self, deletion: OrderDeletion, *, key: str) -> Outcome:
        """The answer."""
        if self._answer is None:
            raise PlatformUnavailable(operation="delete_order", reason="http_503")
        return self._answer


async def make(stage: Stage, made: dict[str, Ticket]) -> None:
    """One of each."""
    done = Done("OD-D592", stage.clock.now())
    refused = Refused("MEMBER_HAS_DEPENDENCIES", "M1 is depended on", ("order D2", "member M2"))
    answers: tuple[tuple[str, str, Outcome | None], ...] = (
        ("deleted", "D592", done), ("not deleted", "D593", refused),
        ("deletion away", "D594", None),
        ("deletion stuck", "D595", None), ("another deletion stuck", "D596", None),
        ("third deletion stuck", "D597", None),
    )  # fmt: skip
    for name, code, answer in answers:
        facts = Facts(order=order(code=code, member_code="M1"))
        made[name] = await stage.do(S001, asking.submit, DeletionForm(code, None, "下错单"), facts=facts)
        await stage.do(
            stage.wang,
            running.take,
            ticket_id=made[name].id,
            step="CHECK",
            outcome="NOT_SHIPPED",
            facts=facts,
        )
        [act] = await stage.scalars(select(PlatformAct.id).where(PlatformAct.ticket_id == made[name].id))
        await performing.perform(stage.transactor, Answering(answer), act_id=act)
        if name.endswith("stuck"):
            await stick(stage, made[name])
