"""the standard phrase that a reply was written by"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611261800"
down_revision = "202611261750"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("comments", sa.Column("phrase_code", sa.Text(collation="C"), nullable=True))


def downgrade() -> None:
    op.drop_column("comments", "phrase_code")
