"""one number that changes with every reference row, so that a reader can tell whether what it keeps is true"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611232050"
down_revision = "202611220040"
branch_labels = None
depends_on = None

WATCHED = {
    "agents": "external_key, name, roles, skills, capacity, presence, active, language, revision",
    "agent_groups": None,
    "group_members": None,
    "organisation_units": None,
    "integrations": None,
    "roles": None,
    "configuration_head": None,
}
"""Tables and, where not every change counts, the columns that do: who was last assigned work does not."""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "reference_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_reference_head_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_head")),
    )
    op.execute("INSERT INTO reference_head (id, generation) VALUES (1, 1)")
    op.execute(
        "CREATE FUNCTION raise_reference_head() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN UPDATE reference_head SET generation = generation + 1; RETURN NULL; END $$"
    )
    for table, columns in WATCHED.items():
        update = f"UPDATE OF {columns}" if columns else "UPDATE"
        # deferred, so that the one row is the last that a transaction locks: it neither waits long nor deadlocks
        op.execute(
            f"CREATE CONSTRAINT TRIGGER reference AFTER INSERT OR DELETE OR {update} ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_reference_head()"
        )


def downgrade() -> None:
    for table in WATCHED:
        op.execute(f"DROP TRIGGER reference ON {table}")
    op.execute("DROP FUNCTION raise_reference_head()")
    op.drop_table("reference_head")
