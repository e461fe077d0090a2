"""The database session and the Redis client of the application that runs."""

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
"""Whether the transaction that begins only reads: on SQLite there is none then, and so no lock."""


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


def current_redis() -> redis.Redis:
    """Return the Redis client of the current application."""
    return cast(redis.Redis, current_app.extensions["fsp_redis"])


def end_reading() -> None:
    """End a transaction that only read: the rows stay readable, and SQLite's write lock is free again."""
    if not IS_READING.get():
        db.session.commit()


@contextmanager
def without_lock() -> Iterator[None]:
    """Let connections that begin in the block only read: on SQLite without a transaction, and so without its lock."""
    outside = IS_READING.set(True)
    try:
        yield
    finally:
        IS_READING.reset(outside)


@contextmanager
def reading() -> Iterator[None]:
    """Let all reads of the block share one transaction; on SQLite each reads by itself, and takes no lock.

    Nothing may be written in the block.
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
            # Nothing was written, so nothing is lost with a connection that broke.
            forget_session()


def forget_session() -> None:
    """Drop the session, whatever state it is in: one whose connection is lost cannot even be rolled back."""
    try:
        db.session.remove()
    except Exception as error:  # noqa: BLE001  (the connection is gone, and with it what was not committed)
        log.warning("database session dropped", extra={"error": type(error).__name__})
        db.session.registry.clear()
