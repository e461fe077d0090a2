"""Checks whether the database has the schema of this version of FSP, and says what to do if not."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from fsp import paths
from fsp.errors import FspError
from fsp.health.component import Component
from fsp.stores import db, without_lock

log = logging.getLogger(__name__)

VERSION_TABLE = "alembic_version"
CHECKED_EVERY_SECONDS = 15.0
"""A schema that changes under a process makes its jobs fail while it looks healthy."""

A_TABLE = "job_requests"
"""Represents all tables if no migration has left its mark, for example in a database created without migrations."""


class SchemaState(StrEnum):
    """The state of the database schema relative to this version of FSP."""

    CURRENT = "current"
    UNMARKED = "unmarked"
    EMPTY = "empty"
    OLDER = "older"
    NEWER = "newer"


class WrongSchema(FspError):
    """The database schema is not the one of this version of FSP."""


@dataclass(frozen=True)
class Schema:
    """The revision of the database, and the required one."""

    state: SchemaState
    revision: str
    needed: str

    @property
    def is_usable(self) -> bool:
        """Return whether this version of FSP can use it."""
        return self.state in {SchemaState.CURRENT, SchemaState.UNMARKED}

    @property
    def what_to_do(self) -> str:
        """Return what is wrong and what to do, in sentences; empty if it is usable."""
        if self.state == SchemaState.EMPTY:
            return "The database has no tables yet. Run fsp migrate, or start fsp up, which does it."
        if self.state == SchemaState.OLDER:
            return (
                f"The database is at revision {self.revision} and this version of FSP needs {self.needed}. "
                "Run fsp migrate, or start fsp up, which does it."
            )
        if self.state == SchemaState.NEWER:
            return (
                f"A newer version of FSP has migrated the database to revision {self.revision}; this version knows "
                f"revisions up to {self.needed}. Start the newer version again, or go back to a backup from before "
                "the upgrade with fsp restore."
            )
        return ""


def read_schema() -> Schema:
    """Read the revision of the current application's database."""
    needed, revisions = _revisions()
    if db.engine.dialect.name == "sqlite" and not _has_file():
        # Connecting would create the file.
        return Schema(SchemaState.EMPTY, "", needed)
    with without_lock(), db.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        if VERSION_TABLE not in tables:
            return Schema(SchemaState.UNMARKED if A_TABLE in tables else SchemaState.EMPTY, "", needed)
        revision = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    return judge(revision or "", needed=needed, revisions=revisions)


def judge(revision: str, *, needed: str, revisions: frozenset[str]) -> Schema:
    """Compare the revision of a database with those of this version of FSP."""
    if revision == needed:
        return Schema(SchemaState.CURRENT, revision, needed)
    if not revision:
        return Schema(SchemaState.EMPTY, "", needed)
    return Schema(SchemaState.OLDER if revision in revisions else SchemaState.NEWER, revision, needed)


def check_schema() -> Component:
    """Compare the schema of the database with the one this process needs."""
    schema = read_schema()
    details = {"revision": schema.revision, "neededRevision": schema.needed}
    if schema.is_usable:
        return Component("schema", "healthy", "The database has the tables of this version.", details=details)
    return Component("schema", "unhealthy", schema.what_to_do, reason=schema.state, details=details)


def require_schema() -> None:
    """Raise WrongSchema, which says what to do, if the schema is not the one of this version."""
    schema = read_schema()
    if not schema.is_usable:
        raise WrongSchema(schema.what_to_do)


def require_schema_at_start(app: Flask) -> None:
    """Raise WrongSchema if a process starts with the schema of another version. Wait for a database that is down."""
    with app.app_context():
        try:
            require_schema()
        except SQLAlchemyError as error:
            log.warning("schema not checked", extra={"error": type(error).__name__})
        finally:
            # Forked processes must not inherit an open database connection.
            db.engine.dispose()


def refuse_other_version(schema: Schema) -> None:
    """Raise WrongSchema for the schema of another version. A database without tables is allowed."""
    if schema.state in {SchemaState.OLDER, SchemaState.NEWER}:
        raise WrongSchema(schema.what_to_do)


def is_known_revision(revision: str) -> bool:
    """Return whether this version of FSP can migrate a database of this revision."""
    return revision in _revisions()[1]


class SchemaWatch:
    """Checks the schema every 15 s, for processes that checked it when they started."""

    def __init__(self, app: Flask, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._app, self._monotonic = app, monotonic
        self._checked_at = monotonic()

    def require(self) -> None:
        """Raise WrongSchema, which says what to do, if the schema is now the one of another version."""
        if self._monotonic() - self._checked_at < CHECKED_EVERY_SECONDS:
            return
        self._checked_at = self._monotonic()
        with self._app.app_context():
            try:
                require_schema()
            except SQLAlchemyError:
                # A database that is down has its own check, and is waited for.
                return


@cache
def _revisions() -> tuple[str, frozenset[str]]:
    config = Config()
    config.set_main_option("script_location", str(paths.resource("migrations")))
    scripts = ScriptDirectory.from_config(config)
    return scripts.get_current_head() or "", frozenset(script.revision for script in scripts.walk_revisions())


def _has_file() -> bool:
    database = db.engine.url.database
    return not database or database == ":memory:" or Path(database).exists()
