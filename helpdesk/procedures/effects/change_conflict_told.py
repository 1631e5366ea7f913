"""What was verified counts no more: the platform holds something else by now (docs/domain.md, 3.1)."""

from __future__ import annotations

from helpdesk.procedures.changes import needs
from helpdesk.procedures.taking import Taking
from helpdesk.tickets import comments


async def change_conflict_told(taking: Taking) -> None:
    """Forget what was verified, and tell the submitter at once."""
    needs.forget(taking)
    await comments.add_public(
        taking.work, taking.ticket,
        "核实之后平台登记的内容已变更，本次更改未执行，将重新核实。\n"
        "The platform's values changed after they were verified. Nothing was applied; they are verified again.",
        field="note",
    )  # fmt: skip
