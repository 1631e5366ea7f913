"""what a person decided to be tried next about an act"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611261235"
down_revision = "202611261220"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("platform_acts", sa.Column("way", sa.Text(collation="C"), nullable=True))


def downgrade() -> None:
    op.drop_column("platform_acts", "way")
