"""The Flask core that all processes share: settings, database and Redis, without pages."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, event, make_url

from fsp import paths
from fsp.private_files import make_private_file
from fsp.redis_connections import connect_redis
from fsp.secret_keys import current_key
from fsp.settings import Settings
from fsp.storable import storable_json
from fsp.stored import UNDECODABLE, json_of, read_or
from fsp.stores import IS_READING, db, migrate

SQLITE_BUSY_TIMEOUT_MILLISECONDS = 5000

_JSON = {"json_serializer": storable_json, "json_deserializer": partial(read_or, UNDECODABLE, json_of)}
"""Only storable JSON is written. A value that cannot be read is reported and affects no other row."""


def core_app(
    settings: Settings, *, template_folder: Path | None = None, app_class: Callable[..., Flask] = Flask
) -> Flask:
    """Build an application with the database and Redis bound to it. It opens no connection."""
    app = app_class("fsp", template_folder=str(template_folder or paths.resource("templates")), static_folder=None)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=database_url(settings),
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        SECRET_KEY=current_key(settings),
    )
    db.init_app(app)
    migrate.init_app(app, db, directory=str(paths.resource("migrations")), render_as_batch=True)
    app.extensions["fsp_settings"] = settings
    app.extensions["fsp_redis"] = connect_redis(settings)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine)
    return app


def current_settings() -> Settings:
    """Return the settings of the current application."""
    return cast(Settings, current_app.extensions["fsp_settings"])


def database_url(settings: Settings) -> str:
    """Return the SQLAlchemy URL: the configured one with the psycopg 3 driver, else the embedded SQLite file."""
    url = settings.database_url
    if url is None:
        return f"sqlite:///{paths.database_file(settings).resolve()}"
    scheme, rest = url.split("://", 1)
    if scheme == "sqlite":
        return _with_absolute_path(url)
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else url


def _with_absolute_path(url: str) -> str:
    """Return a SQLite URL that names the same file from any working folder."""
    parts = make_url(url)
    if not parts.database or parts.database == ":memory:" or parts.database.startswith("file:"):
        return url
    return parts.set(database=str(Path(parts.database).absolute())).render_as_string(hide_password=False)


def _engine_options(settings: Settings) -> dict[str, Any]:
    return _JSON | _connection_options(settings)


def _connection_options(settings: Settings) -> dict[str, Any]:
    if database_url(settings).startswith("sqlite"):
        return {"connect_args": {"timeout": SQLITE_BUSY_TIMEOUT_MILLISECONDS / 1000}}
    # No prepared statements: behind PgBouncer in transaction mode, the next statement may use another server
    # connection, which has not prepared it or has prepared a different one under the same name.
    return {"pool_pre_ping": True, "connect_args": {"connect_timeout": 5, "prepare_threshold": None}}


def _prepare_sqlite(engine: Engine) -> None:
    file = Path(engine.url.database or ":memory:")

    @event.listens_for(engine, "do_connect")
    def _make_file(*_: object) -> None:
        # Only if the file is missing: closing an existing database file would drop SQLite's locks on it.
        if file.name != ":memory:" and file.parent.is_dir() and not file.exists():
            make_private_file(file)

    @event.listens_for(engine, "connect")
    def _open(connection: Any, _record: object) -> None:
        # Otherwise the driver begins deferred transactions, and two writers end in SQLITE_BUSY.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MILLISECONDS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not IS_READING.get():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
