"""The database session and the Redis client of the current application."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, cast

import redis
from flask import current_app
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase

log = logging.getLogger(__name__)

IS_READING = ContextVar("is_reading", default=False)
"""Whether the next transaction only reads. On SQLite it then takes no lock."""


class Base(DeclarativeBase):
    """The declarative base. Named constraints let Alembic change them on SQLite."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# Reading a row after a commit must not start a new transaction, which would hold SQLite's write lock.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate()

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def current_redis() -> redis.Redis:
    """Return the Redis client of the current application."""
    return cast(redis.Redis, current_app.extensions["fsp_redis"])


def end_reading() -> None:
    """End a transaction that only read. The rows stay readable, and SQLite's write lock is released."""
    if not IS_READING.get():
        db.session.commit()


@contextmanager
def without_lock() -> Iterator[None]:
    """Let connections in the block only read: on SQLite without a transaction, and so without its lock."""
    outside = IS_READING.set(True)
    try:
        yield
    finally:
        IS_READING.reset(outside)


@contextmanager
def reading() -> Iterator[None]:
    """Share one transaction for all reads in the block. On SQLite each read is separate and takes no lock.

    The block must not write.
    """
    if IS_READING.get():
        yield
        return
    try:
        with without_lock():
            yield
    finally:
        try:
            end_reading()
        except SQLAlchemyError:
            # Nothing was written, so nothing is lost with a broken connection.
            forget_session()


def forget_session() -> None:
    """Drop the session in any state. One whose connection is lost cannot even be rolled back."""
    try:
        db.session.remove()
    except Exception as error:  # noqa: BLE001  (the connection is gone, and with it what was not committed)
        log.warning("database session dropped", extra={"error": type(error).__name__})
        db.session.registry.clear()
