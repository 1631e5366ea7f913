"""Runs migrations on the connection that `helpdesk.migrate` hands over."""

from __future__ import annotations

from alembic import context

from helpdesk.models import metadata


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transaction_per_migration=True,
        compare_type=True,
        include_name=lambda name, kind, parents: kind != "schema" or name is None,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
