"""The Flask application core every process shares: settings, database and Redis, without any page."""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

import redis
from flask import Flask, current_app
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.retry import Retry
from sqlalchemy import Connection, Engine, MetaData, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase

from fsp import paths
from fsp.private_files import make_private_file
from fsp.redis_client import FspRedis, Packer
from fsp.settings import Settings
from fsp.storable import storable_json
from fsp.stored import UNDECODABLE, json_of, read_or

log = logging.getLogger(__name__)

SQLITE_BUSY_TIMEOUT_MILLISECONDS = 5000

_JSON = {"json_serializer": storable_json, "json_deserializer": partial(read_or, UNDECODABLE, json_of)}
"""What is written can be stored everywhere; what cannot be read is told so and takes no other row with it."""


_IS_READING = ContextVar("is_reading", default=False)


class Base(DeclarativeBase):
    """The declarative base; named constraints let Alembic change them on SQLite."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# Reading a row after a commit must not open another transaction: on SQLite it would hold the write lock.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate()

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def core_app(
    settings: Settings, *, template_folder: Path | None = None, app_class: Callable[..., Flask] = Flask
) -> Flask:
    """Build an application with the database and Redis bound to it; opens no connection."""
    app = app_class("fsp", template_folder=str(template_folder or paths.resource("templates")), static_folder=None)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=database_url(settings),
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        SECRET_KEY=settings.secret_key or _kept_secret_key(settings),
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


def current_redis() -> redis.Redis:
    """Return the Redis client of the current application."""
    return cast(redis.Redis, current_app.extensions["fsp_redis"])


def end_reading() -> None:
    """End a transaction that only read: the rows stay readable, and SQLite's write lock is free again."""
    if not _IS_READING.get():
        db.session.commit()


@contextmanager
def reading() -> Iterator[None]:
    """Let all reads of the block share one transaction, which takes no lock on SQLite. Nothing may be written in it."""
    if _IS_READING.get():
        yield
        return
    outside = _IS_READING.set(True)
    try:
        yield
    finally:
        _IS_READING.reset(outside)
        try:
            end_reading()
        except SQLAlchemyError:
            # Nothing was written, so nothing is lost with a connection that broke.
            forget_session()


def forget_session() -> None:
    """Drop the session, whatever state it is in: one whose connection is lost cannot even be rolled back."""
    try:
        db.session.remove()
    except Exception as error:  # noqa: BLE001  (the connection is gone, and with it what was not committed)
        log.warning("database session dropped", extra={"error": type(error).__name__})
        db.session.registry.clear()


def database_url(settings: Settings) -> str:
    """Return the SQLAlchemy URL: the one given, through psycopg 3, else the embedded SQLite file."""
    given = settings.database_url
    if given is None:
        return f"sqlite:///{paths.database_file(settings).resolve()}"
    scheme, rest = given.split("://", 1)
    if scheme == "sqlite":
        return _with_absolute_path(given)
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else given


def _with_absolute_path(url: str) -> str:
    """Return a SQLite URL that leads to the same file from any working folder."""
    parts = make_url(url)
    if not parts.database or parts.database == ":memory:" or parts.database.startswith("file:"):
        return url
    return parts.set(database=str(Path(parts.database).absolute())).render_as_string(hide_password=False)


def connect_redis(settings: Settings) -> redis.Redis:
    """Return a client of the given Redis, else of the bundled Valkey's Unix socket; connects on first use."""
    return _redis_client(settings)


def connect_redis_now(settings: Settings) -> redis.Redis:
    """Return a client that holds one connection, made now: a call costs it a third less than one of a pool.

    Not for code that an exception may interrupt between a command and its answer, such as a job's: the next command
    would be given that answer.
    """
    return _redis_client(settings, single_connection_client=True, command_packer=Packer())


def connect_redis_briefly(settings: Settings, *, patience_seconds: float) -> redis.Redis:
    """Return a client that waits no longer than so for connection or answer, and tries once; connects on first use."""
    return _redis_client(
        settings,
        socket_timeout=patience_seconds,
        socket_connect_timeout=patience_seconds,
        retry=Retry(NoBackoff(), 0),
    )


def connect_redis_through(pool: type[redis.ConnectionPool], settings: Settings, **given: Any) -> redis.Redis:
    """Return a client whose connections come from this kind of pool; connects on first use."""
    options = _redis_options(**given)
    if settings.redis_url:
        return FspRedis(connection_pool=pool.from_url(settings.redis_url, **options))
    options |= {"connection_class": redis.UnixDomainSocketConnection, "path": str(paths.valkey_socket(settings))}
    return FspRedis(connection_pool=pool(**options))


def brief_retry(**given: Any) -> Retry:
    """Return three tries within half a second: enough for a connection that is restarted, not for an absent server."""
    return Retry(ExponentialBackoff(cap=0.2, base=0.02), 3, **given)


def _redis_options(**given: Any) -> dict[str, Any]:
    options: dict[str, Any] = {"socket_timeout": 10, "socket_connect_timeout": 3, "health_check_interval": 30}
    return options | {"retry": brief_retry()} | given


def _redis_client(settings: Settings, **given: Any) -> redis.Redis:
    options = _redis_options(**given)
    if settings.redis_url:
        return FspRedis.from_url(settings.redis_url, **options)
    options.pop("health_check_interval")
    # By its address as any other Redis: a client's own parameters are not all that its connections take.
    return FspRedis.from_url(f"unix://{quote(str(paths.valkey_socket(settings)))}", **options)


def _engine_options(settings: Settings) -> dict[str, Any]:
    return _JSON | _connection_options(settings)


def _connection_options(settings: Settings) -> dict[str, Any]:
    if database_url(settings).startswith("sqlite"):
        return {"connect_args": {"timeout": SQLITE_BUSY_TIMEOUT_MILLISECONDS / 1000}}
    # Without prepared statements: behind PgBouncer in transaction mode the next statement may reach another connection
    # of the server, which has not prepared it, or has prepared another one under the same name.
    return {"pool_pre_ping": True, "connect_args": {"connect_timeout": 5, "prepare_threshold": None}}


def _kept_secret_key(settings: Settings) -> str:
    """Return the signing key kept in the data folder, made by whichever process is first."""
    file = paths.secret_key_file(settings)
    if not file.exists():
        paths.ensure_data_folder(settings)
        fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32), encoding="ascii")
        try:
            # A hard link fails if another process was first, so all of them read one key.
            file.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return file.read_text(encoding="ascii").strip()


def _prepare_sqlite(engine: Engine) -> None:
    file = Path(engine.url.database or ":memory:")

    @event.listens_for(engine, "do_connect")
    def _make_file(*_: object) -> None:
        # Only a file that is missing: to close one that is there would drop SQLite's locks on it.
        if file.name != ":memory:" and file.parent.is_dir() and not file.exists():
            make_private_file(file)

    @event.listens_for(engine, "connect")
    def _open(connection: Any, _record: object) -> None:
        # Without this the driver begins transactions itself, deferred, and two writers end in SQLITE_BUSY.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MILLISECONDS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if _IS_READING.get() else "BEGIN IMMEDIATE")
