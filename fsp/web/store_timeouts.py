"""Time limits for a PostgreSQL or Redis that accepts connections and never responds, so that pages still load.

A server that is suspended, swapping or behind a dead link still acknowledges packets through its kernel or a proxy.
Neither `statement_timeout` nor TCP's own limits detect that. So the client stops waiting, once per request: further
queries of the request fail immediately. Workers and commands have no such limit, because their work may take long and
no page waits for it.
"""

import time
from typing import Any

import psycopg
import redis
from flask import Flask, g, has_request_context
from psycopg.abc import RV, PQGen
from psycopg.errors import ConnectionTimeout, OperationalError
from sqlalchemy import event

from fsp.core import current_settings
from fsp.redis_connections import brief_retry, connect_redis_through
from fsp.stores import db

CONNECT_SECONDS = 2
ANSWER_SECONDS = 3.0
"""A page waits at most 5 s in total, as with the lock of a SQLite file. After that the server counts as down."""

DATABASE, REDIS = "has_waited_for_the_database", "has_waited_for_redis"


class ImpatientConnection(psycopg.Connection[Any]):
    """A connection that is closed when a response takes too long, because a later response would be misread."""

    def wait(self, gen: PQGen[RV], *args: Any, **options: Any) -> RV:
        """Wait for one response; raise OperationalError if it is late."""
        started = time.monotonic()
        try:
            return super().wait(gen, *args, **options | {"timeout": ANSWER_SECONDS})
        except OperationalError as error:
            if error.sqlstate is not None or time.monotonic() - started < ANSWER_SECONDS:
                raise
            self.pgconn.finish()
            _note_wait(DATABASE)
            raise OperationalError(f"timeout: the server did not answer within {ANSWER_SECONDS:g} s") from error


class ImpatientPool(redis.ConnectionPool):
    """A pool that refuses connections to a request that has already waited in vain for a connection or a response."""

    def get_connection(self, *args: Any, **options: Any) -> redis.Connection:
        """Return a connection; raise TimeoutError if this request has waited before."""
        if _has_waited(REDIS):
            raise redis.exceptions.TimeoutError("Redis did not answer this request before.")
        started = time.monotonic()
        try:
            connection: redis.Connection = super().get_connection(*args, **options)
        except redis.exceptions.TimeoutError:
            _note_wait(REDIS)
            raise
        connection.taken_at = started  # type: ignore[attr-defined]
        return connection

    def release(self, connection: redis.Connection) -> None:  # type: ignore[override]
        """Return a connection to the pool, and record whether its response was late."""
        if time.monotonic() - getattr(connection, "taken_at", float("inf")) >= ANSWER_SECONDS:
            _note_wait(REDIS)
        connection.taken_at = float("inf")  # type: ignore[attr-defined]
        super().release(connection)


def install(app: Flask) -> None:
    """Apply the time limits to the application's Redis, and to its database if it is PostgreSQL."""
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            event.listen(db.engine, "do_connect", _connect)
        # A broken connection is reopened, but a missing response is not awaited twice.
        again = brief_retry(supported_errors=(redis.exceptions.ConnectionError,))
        app.extensions["fsp_redis"] = connect_redis_through(
            ImpatientPool,
            current_settings(),
            retry=again,
            socket_timeout=ANSWER_SECONDS,
            socket_connect_timeout=CONNECT_SECONDS,
        )


def _connect(
    _dialect: object, _record: object, arguments: tuple[Any, ...], named: dict[str, Any]
) -> ImpatientConnection:
    if _has_waited(DATABASE):
        # This includes the pool's own retry, which would wait as long again.
        raise OperationalError("timeout: the server did not answer this request before")
    try:
        return ImpatientConnection.connect(*arguments, **named | {"connect_timeout": CONNECT_SECONDS})
    except ConnectionTimeout:
        _note_wait(DATABASE)
        raise


def _has_waited(which: str) -> bool:
    return has_request_context() and bool(g.get(which))


def _note_wait(which: str) -> None:
    if has_request_context():
        setattr(g, which, True)
