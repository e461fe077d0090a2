"""A limit to how long one question to the database may take: no page waits for a scan of everything."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from fsp.stores import db

STEPS_BETWEEN_LOOKS = 10_000


class TookTooLong(Exception):
    """The question was broken off."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Break off what the session asks within this block after some seconds; raise TookTooLong then."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    raw = db.session.connection().connection.driver_connection
    deadline = time.monotonic() + seconds
    if is_sqlite:
        raw.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_BETWEEN_LOOKS)  # type: ignore[union-attr]
    else:
        db.session.execute(text(f"SET LOCAL statement_timeout = {round(seconds * 1000)}"))
    try:
        yield
    except OperationalError as error:
        db.session.rollback()
        message = str(error.orig)
        if "interrupted" in message or "statement timeout" in message:
            raise TookTooLong from error
        raise
    finally:
        if is_sqlite:
            raw.set_progress_handler(None, 0)  # type: ignore[union-attr]
    db.session.commit()
