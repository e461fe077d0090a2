"""How Alembic finds FSP's database and models; run through Flask-Migrate."""

from alembic import context
from flask import current_app
from sqlalchemy import text

from fsp.models import catalogue  # noqa: F401  (fills the metadata)

ADVISORY_LOCK = 0x465350
"""PostgreSQL's name for the right to migrate: "FSP"."""

database = current_app.extensions["migrate"].db


def run_migrations() -> None:
    """Run against the application's own engine, so that SQLite gets its pragmas."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                # Held by this very transaction: a lock of the session would stay behind at PgBouncer's connection.
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
            context.run_migrations()
        connection.commit()


run_migrations()
