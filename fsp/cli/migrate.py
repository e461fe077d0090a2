"""Migrates the database to the current models, one process at a time."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

import click
import flask_migrate
from flask import Flask

from fsp import paths
from fsp.cli.context import Context
from fsp.core import current_settings
from fsp.health.schema import SchemaState, WrongSchema, read_schema
from fsp.models import catalogue as _models  # noqa: F401  (fills the metadata)
from fsp.stores import db


@click.command()
@click.pass_obj
def migrate(context: Context) -> None:
    """Migrate the database to this version of FSP."""
    upgrade_database(context.unchecked_app)
    click.echo("The database is up to date.")


def upgrade_database(app: Flask) -> None:
    """Run all pending migrations. A second process waits for the first.

    Raise WrongSchema if a newer version of FSP has migrated the database.
    """
    with app.app_context():
        paths.ensure_data_folder(current_settings())
        with _turn():
            schema = read_schema()
            if schema.state == SchemaState.NEWER:
                raise WrongSchema(schema.what_to_do)
            flask_migrate.upgrade()
        db.engine.dispose()


@contextmanager
def _turn() -> Iterator[None]:
    if db.engine.dialect.name == "postgresql":
        # The transaction that migrates takes its own lock: see migrations/env.py.
        yield
        return
    with (current_settings().data_dir / ".migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
