"""How Alembic finds FSP's database and models; run through Flask-Migrate."""

from alembic import context
from flask import current_app

from fsp.models import catalogue  # noqa: F401  (fills the metadata)

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
            context.run_migrations()
        connection.commit()


run_migrations()
