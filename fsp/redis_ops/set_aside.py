"""Rows that cannot be handled: each is set aside, counted and named, and those after it go on."""

import json
import logging
from dataclasses import dataclass, field
from typing import Any

import redis
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from fsp.clock import iso, utc_now
from fsp.redis_ops import keys, metric_keys

log = logging.getLogger(__name__)

MAX_KEPT = 1000
MAX_NAMES = 20
MAX_ERROR_CHARACTERS = 300

_OF_ALL = (
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
    redis.exceptions.ReadOnlyError,
    redis.exceptions.OutOfMemoryError,
    redis.exceptions.NoPermissionError,
    OperationalError,
    InterfaceError,
    ProgrammingError,
    NoConnectionFree,
    MemoryError,
)

_REFUSES_ALL = ("READONLY", "OOM", "MISCONF", "NOREPLICAS", "NOPERM", "NOAUTH", "LOADING", "MASTERDOWN", "CLUSTERDOWN")
"""How the answers of a Redis begin that takes no write of anybody."""


def is_of_all(error: BaseException) -> bool:
    """Return whether an error is no fault of one row: a store is down, full, closed or without its tables."""
    if isinstance(error, redis.exceptions.ResponseError):
        return isinstance(error, _OF_ALL) or str(error).startswith(_REFUSES_ALL)
    return isinstance(error, _OF_ALL) or (isinstance(error, DBAPIError) and error.connection_invalidated)


@dataclass
class SetAside:
    """What one loop set aside: `kind` says of what, such as `history`."""

    connection: redis.Redis
    kind: str
    count: int = 0
    names: list[str] = field(default_factory=list)
    """The first 20 of them."""

    def add(self, name: str, error: BaseException, row: Any = None) -> None:
        """Count and name one row, and keep it where `row` is what would be lost; re-raise a fault of all rows."""
        if is_of_all(error):
            raise error
        said = f"{type(error).__name__}: {_words(error)}"[:MAX_ERROR_CHARACTERS]
        self.count += 1
        if len(self.names) < MAX_NAMES:
            self.names.append(f"{name}: {said}")
        log.warning("a row was set aside", extra={"kind": self.kind, "row": name, "error": said})
        line = json.dumps(
            {"at": iso(utc_now()), "kind": self.kind, "name": name, "error": said, "row": row}, default=str
        )
        with self.connection.pipeline() as pipeline:
            pipeline.hincrby(metric_keys.COUNTERS, f"set-aside:{self.kind}", 1)
            pipeline.lpush(keys.SET_ASIDE, line)
            pipeline.ltrim(keys.SET_ASIDE, 0, MAX_KEPT - 1)
            pipeline.execute()


def _words(error: BaseException) -> str:
    # SQLAlchemy repeats the statement and every value of it, secrets included.
    return str(error.orig) if isinstance(error, DBAPIError) else str(error)
