"""The web gives up on a PostgreSQL or a Redis that accepts and never answers, so that a page still comes.

A server that is stopped, swaps or sits behind a dead link acknowledges what is sent to it, by its kernel or its proxy:
neither `statement_timeout` nor TCP's own limits notice. So it is the client that stops waiting, once a request: what
else the request would ask of that server fails at once. Workers and commands wait on: what they do may rightly take
long, and nobody looks at a blank page meanwhile.
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
"""Together a page waits 5 s at most, as with the lock of a SQLite file; then the server counts as away."""

DATABASE, REDIS = "has_waited_for_the_database", "has_waited_for_redis"


class ImpatientConnection(psycopg.Connection[Any]):
    """A connection that is closed when one answer takes too long: what would still come belongs to nobody."""

    def wait(self, gen: PQGen[RV], *args: Any, **options: Any) -> RV:
        """Wait for one answer; raise OperationalError when it is late."""
        begun = time.monotonic()
        try:
            return super().wait(gen, *args, **options | {"timeout": ANSWER_SECONDS})
        except OperationalError as error:
            if error.sqlstate is not None or time.monotonic() - begun < ANSWER_SECONDS:
                raise
            self.pgconn.finish()
            _note_wait(DATABASE)
            raise OperationalError(f"timeout: the server did not answer within {ANSWER_SECONDS:g} s") from error


class ImpatientPool(redis.ConnectionPool):
    """A pool that gives a request no connection once it has waited in vain for one or for an answer."""

    def get_connection(self, *args: Any, **options: Any) -> redis.Connection:
        """Return a connection; raise TimeoutError if this request has waited before."""
        if _has_waited(REDIS):
            raise redis.exceptions.TimeoutError("Redis did not answer this request before.")
        begun = time.monotonic()
        try:
            connection: redis.Connection = super().get_connection(*args, **options)
        except redis.exceptions.TimeoutError:
            _note_wait(REDIS)
            raise
        connection.taken_at = begun  # type: ignore[attr-defined]
        return connection

    def release(self, connection: redis.Connection) -> None:  # type: ignore[override]
        """Take a connection back, and note if its answer did not come in time."""
        if time.monotonic() - getattr(connection, "taken_at", float("inf")) >= ANSWER_SECONDS:
            _note_wait(REDIS)
        connection.taken_at = float("inf")  # type: ignore[attr-defined]
        super().release(connection)


def install(app: Flask) -> None:
    """Let the application ask its database, if that is a PostgreSQL, and its Redis in such a way only."""
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            event.listen(db.engine, "do_connect", _connect)
        # A broken connection is opened again; a missing answer is not awaited twice.
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
        # Also the pool's own next try: each would wait as long again.
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
