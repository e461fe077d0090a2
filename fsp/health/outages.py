"""A database that is down: how its errors are recognized, and the cause without addresses or passwords."""

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree

WRONG_SCHEMA = ("no such table", "no such column", "has no column named", "undefinedtable", "undefinedcolumn")
"""How SQLite and psycopg word it."""

UNKNOWN_CAUSE = "it is stopped or unreachable"

_CAUSES = (
    ("locked", "another process holds the lock"),
    ("unable to open", "its file cannot be opened"),
    ("not a database", "its file is damaged"),
    ("malformed", "its file is damaged"),
    ("readonly", "its file is read-only"),
    ("full", "its disk is full"),
    ("disk i/o", "disk I/O error"),
    ("no such table", "its tables are missing: run fsp migrate"),
    ("shutting down", "the server is stopping"),
    ("terminating connection", "the server is stopping"),
    ("starting up", "the server is still starting"),
    ("too many", "too many connections"),
    ("authentication", "authentication failed"),
    ("timeout", "it timed out"),
    ("refused", "the server is stopped or unreachable"),
    ("no such file", "the server is stopped or unreachable"),
)


def is_absence(error: SQLAlchemyError) -> bool:
    """Return whether this error means that the database is unreachable, rather than that the query was wrong."""
    # SQLite's driver raises the base class for a file that is not a database.
    is_away = isinstance(error, OperationalError | InterfaceError | NoneFree) or type(error) is DatabaseError
    return is_away and not is_wrong_schema(error)


def is_wrong_schema(error: SQLAlchemyError) -> bool:
    """Return whether this error means that a table or a column is missing: fsp migrate was not run."""
    if not isinstance(error, DBAPIError):
        return False
    said = f"{type(error.orig).__name__} {error.orig}".lower()
    return any(words in said for words in WRONG_SCHEMA)


def cause_of(error: SQLAlchemyError) -> str:
    """Return why the database is not responding.

    The driver's own message is left out, because it may contain its address.
    """
    if isinstance(error, NoneFree):
        return "the connection pool is exhausted"
    said = str(error.orig).lower() if isinstance(error, DBAPIError) else ""
    return next((cause for words, cause in _CAUSES if words in said), UNKNOWN_CAUSE)
