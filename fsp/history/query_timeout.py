"""A time limit for database queries, so that no page waits for a full scan."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from fsp.stores import db

STEPS_BETWEEN_LOOKS = 10_000


class TookTooLong(Exception):
    """The query was cancelled."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Cancel queries of the session in this block after the time limit, and raise TookTooLong."""
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
