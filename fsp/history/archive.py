"""Archiving: ended jobs go from Redis, where recording one costs one command, to SQL, where they are searched.

Entries are copied, committed, and only then marked as archived: a crash in between copies them again, which changes
nothing, since an entry's number leads to its row. For the same reason archiving twice at once is only a waste.
"""

import re
from typing import Any, cast

import redis

from fsp.clock import utc_now
from fsp.history.entry import label_rows, row_of
from fsp.history.insertion import insert_history, insert_rows
from fsp.models.job_history import JobLabel
from fsp.queueing.older_database import notice_turned_back, remember_newest_row
from fsp.redis_ops import keys, metric_keys
from fsp.redis_ops.scripts import script
from fsp.redis_ops.set_aside import SetAside, is_of_all
from fsp.stored import object_of, read_or, text_of
from fsp.stores import db

Entry = tuple[bytes, dict[bytes, bytes]]

BATCH = 1000
_ENTRY_ID = re.compile(rb"\d{1,19}-\d{1,19}")
HOLD_SECONDS = 10
KEPT = 1000
"""The number of archived entries that stay in Redis, for reads without SQL."""


def archive_ended_jobs(connection: redis.Redis, max_rows: int = BATCH) -> int:
    """Copy up to `max_rows` ended jobs into SQL, inside an application context; return how many were copied."""
    # Before newer rows hide it.
    notice_turned_back(connection, utc_now())
    if not has_ended_jobs(connection) or not connection.set(keys.DRAINER, 1, nx=True, ex=HOLD_SECONDS):
        return 0
    try:
        return _archive(connection, max_rows)
    finally:
        connection.delete(keys.DRAINER)


def has_ended_jobs(connection: redis.Redis) -> bool:
    """Return whether there is anything to archive."""
    return bool(_entries(connection, 1))


def behind(connection: redis.Redis) -> int:
    """Return how many ended jobs are not in SQL yet, at most one batch and one."""
    return len(_entries(connection, BATCH + 1))


def _archive(connection: redis.Redis, max_rows: int) -> int:
    entries = _entries(connection, max_rows)
    if not entries:
        return 0
    moved = _copy(entries, SetAside(connection, "history"))
    if moved:
        connection.hincrby(metric_keys.COUNTERS, "history-renumbered", moved)
    remember_newest_row(connection)
    script("drained")(args=[entries[-1][0], KEPT], client=connection)
    return len(entries)


def _copy(entries: list[Entry], aside: SetAside) -> int:
    """Copy entries and commit; return how many got another number.

    What comes after an entry that SQL does not take must not wait for it: it is looked for by halving, and set aside.
    """
    try:
        rows = [row_of(entry_id, fields[b"job"]) for entry_id, fields in entries]
        moved = insert_history(rows)
        labels = [label for row in rows if row["labels"] for label in label_rows(row)]
        if labels:
            insert_rows(JobLabel, labels)
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        if len(entries) > 1:
            if is_of_all(error):
                raise
            middle = len(entries) // 2
            return _copy(entries[:middle], aside) + _copy(entries[middle:], aside)
        _set_aside(entries[0], error, aside)
        return 0
    return moved


def _set_aside(entry: Entry, error: Exception, aside: SetAside) -> None:
    entry_id, fields = entry
    line = fields.get(b"job", b"")
    job_id = read_or("", lambda raw: text_of(object_of(raw)["job_id"]), line)
    aside.add(f"{text_of(entry_id)} {job_id}".strip(), error, text_of(line))


def _entries(connection: redis.Redis, count: int) -> list[Entry]:
    since = cast(bytes | None, connection.get(keys.DRAINED))
    # From the beginning where the mark cannot be read: what is copied again changes nothing.
    first = b"(" + since if since and _ENTRY_ID.fullmatch(since) else "-"
    return cast(list[Any], connection.xrange(keys.ENDED, min=first, count=count))
