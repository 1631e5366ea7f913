"""dated clocks

A timer can be due on a date rather than after a length of time, and then have an instant before which it is too
early. A hard deadline hangs on no policy, and without a calendar clocks count every second. Columns are added or
made nullable; the older code runs before and during, and after until the first such timer is begun.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611261150"
down_revision = "202611261145"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply, giving up after five seconds rather than making writers wait for a lock."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("sla_timers", sa.Column("not_before", postgresql.TIMESTAMP(timezone=True), nullable=True))
    for name in ("policy_id", "calendar_id"):
        op.alter_column("sla_timers", name, nullable=True)


def downgrade() -> None:
    """Undo; timers without policy or calendar are lost with what they were for."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("DELETE FROM sla_timers WHERE policy_id IS NULL OR calendar_id IS NULL")
    for name in ("policy_id", "calendar_id"):
        op.alter_column("sla_timers", name, nullable=False)
    op.drop_column("sla_timers", "not_before")
