"""Sets aside rows that cannot be processed: each is counted and named, and the rows after it are still processed."""

import errno
import json
import logging
from dataclasses import asdict, dataclass, field
from typing import Any

import redis
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from fsp.clock import iso, utc_now
from fsp.logs import one_line
from fsp.redis_faults import refusal_code
from fsp.redis_ops import event_keys, metric_keys
from fsp.security.redaction import redact_text
from fsp.storable import cleaned

log = logging.getLogger(__name__)

MAX_KEPT = 1000
MAX_NAMES = 20
MAX_ERROR_CHARACTERS = 300

_DISK_FAULTS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})

_OF_ALL = (
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
    OperationalError,
    InterfaceError,
    ProgrammingError,
    NoConnectionFree,
    MemoryError,
)


def is_of_all(error: BaseException) -> bool:
    """Return whether an error concerns all rows: a store is down, full, closed or without its tables."""
    if isinstance(error, OSError) and error.errno in _DISK_FAULTS:
        return True
    if isinstance(error, redis.exceptions.ResponseError) and refusal_code(error):
        return True
    return isinstance(error, _OF_ALL) or (isinstance(error, DBAPIError) and error.connection_invalidated)


@dataclass
class SetAside:
    """What one loop set aside. `kind` is the kind of row, such as `history`."""

    connection: redis.Redis
    kind: str
    count: int = 0
    names: list[str] = field(default_factory=list)
    """The first 20 of them."""

    def add(self, name: str, error: BaseException, row: Any = None, *, stored_error: str = "") -> str:
        """Count and name one row; return its error in words. Re-raise an error that concerns all rows.

        `row` is stored if it would be lost otherwise. A row that was already set aside with this error, according to
        `stored_error`, is not stored again.
        """
        if is_of_all(error):
            raise error
        message = f"{type(error).__name__}: {words_of(error)}"[:MAX_ERROR_CHARACTERS]
        self.count += 1
        if len(self.names) < MAX_NAMES:
            self.names.append(f"{name}: {message}")
        if message != stored_error:
            self._write_down(name, message, row)
        return message

    def _write_down(self, name: str, message: str, row: Any) -> None:
        log.warning("a row was set aside", extra={"kind": self.kind, "row": name, "error": message})
        record = {"at": iso(utc_now()), "kind": self.kind, "name": name, "error": message, "row": row}
        with self.connection.pipeline() as pipeline:
            pipeline.hincrby(metric_keys.COUNTERS, f"set-aside:{self.kind}", 1)
            pipeline.lpush(event_keys.SET_ASIDE, json.dumps(record, default=str))
            pipeline.ltrim(event_keys.SET_ASIDE, 0, MAX_KEPT - 1)
            pipeline.execute()


def words_of(error: BaseException) -> str:
    """Return an error in one line without secrets."""
    # SQLAlchemy repeats the statement with all its values, including secrets.
    message = str(error.orig if isinstance(error, DBAPIError) else error)
    return one_line(redact_text(cleaned(" ".join(message.split()))))[:MAX_ERROR_CHARACTERS]


def result_of(report: Any) -> dict[str, Any]:
    """Return a report as a job's result, including what was set aside."""
    fields = asdict(report)
    return (
        fields if fields["set_aside"] else {name: fields[name] for name in fields if name not in {"set_aside", "named"}}
    )
