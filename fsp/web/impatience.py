"""The web's PostgreSQL connections give up on a server that accepts and never answers, so that a page still comes.

A server that is stopped, swaps or sits behind a dead link acknowledges what is sent to it, by its kernel or its proxy:
neither `statement_timeout` nor TCP's own limits notice. So it is the client that stops waiting. Workers and commands
wait on: what they do may rightly take long, and nobody looks at a blank page meanwhile.
"""

from typing import Any

import psycopg
from flask import Flask, g, has_request_context
from psycopg.abc import RV, PQGen
from psycopg.errors import ConnectionTimeout, OperationalError
from sqlalchemy import event

from fsp.extensions import db

CONNECT_SECONDS = 2
ANSWER_SECONDS = 3.0
"""Together a page waits 5 s at most, as with the lock of a SQLite file; then the database counts as away."""


class ImpatientConnection(psycopg.Connection[Any]):
    """A connection that is closed when one answer takes too long: what would still come belongs to nobody."""

    def wait(self, gen: PQGen[RV], *args: Any, **options: Any) -> RV:
        """Wait for one answer; raise OperationalError when it is late."""
        try:
            return super().wait(gen, *args, **options | {"timeout": ANSWER_SECONDS})
        except psycopg.errors._WaitTimeout as error:
            self.pgconn.finish()
            _note_wait()
            raise OperationalError(f"timeout: the server did not answer within {ANSWER_SECONDS:g} s") from error


def install(app: Flask) -> None:
    """Let the application make only such connections, if its database is a PostgreSQL."""
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            event.listen(db.engine, "do_connect", _connect)


def _connect(_dialect: object, _record: object, given: tuple[Any, ...], named: dict[str, Any]) -> ImpatientConnection:
    if has_request_context() and g.get("has_waited_in_vain"):
        # Also the pool's own next try: each would wait as long again.
        raise OperationalError("timeout: the server did not answer this request before")
    try:
        return ImpatientConnection.connect(*given, **named | {"connect_timeout": CONNECT_SECONDS})
    except ConnectionTimeout:
        _note_wait()
        raise


def _note_wait() -> None:
    if has_request_context():
        g.has_waited_in_vain = True
