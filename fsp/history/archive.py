"""Archiving: ended jobs go from Redis, where recording one costs one command, to SQL, where they are searched.

Entries are copied, committed, and only then marked as archived: a crash in between copies them again, which changes
nothing, since an entry's number leads to its row. For the same reason archiving twice at once is only a waste.
"""

from typing import Any

import redis

from fsp.clock import utc_now
from fsp.history.entry import label_rows, row_of
from fsp.history.insertion import insert_history, insert_rows
from fsp.history.sources import BATCH, EVENTS, OLDER, Entry, Source
from fsp.metrics.event_log import count_ended
from fsp.metrics.tally import event_of
from fsp.models.job_history import JobLabel
from fsp.queueing.older_database import notice_turned_back, remember_newest_row
from fsp.redis_ops import event_keys, metric_keys
from fsp.redis_ops.set_aside import SetAside, is_of_all
from fsp.stored import object_of, read_or, text_of
from fsp.stores import db

HOLD_SECONDS = 10


def archive_ended_jobs(connection: redis.Redis, max_rows: int = BATCH) -> int:
    """Copy up to `max_rows` ended jobs into SQL, inside an application context; return how many were copied."""
    # Before newer rows hide it.
    notice_turned_back(connection, utc_now())
    if not has_ended_jobs(connection) or not connection.set(event_keys.DRAINER, 1, nx=True, ex=HOLD_SECONDS):
        return 0
    try:
        # What is archived may be let go of: it must have been counted.
        count_ended(connection)
        return _archive(connection, OLDER, max_rows) or _archive(connection, EVENTS, max_rows)
    finally:
        connection.delete(event_keys.DRAINER)


def has_ended_jobs(connection: redis.Redis) -> bool:
    """Return whether there is anything to archive."""
    return EVENTS.has_entries(connection) or OLDER.has_entries(connection)


def behind(connection: redis.Redis) -> int:
    """Return how many ended jobs are not in SQL yet, at most one batch and one."""
    return sum(_ends_job(fields) for _, fields in EVENTS.entries(connection, BATCH + 1))


def _archive(connection: redis.Redis, source: Source, max_rows: int) -> int:
    entries = source.entries(connection, max_rows, is_counted=True)
    if not entries:
        return 0
    moved = _copy([entry for entry in entries if _ends_job(entry[1])], SetAside(connection, "history"))
    if moved:
        connection.hincrby(metric_keys.COUNTERS, "history-renumbered", moved)
    remember_newest_row(connection)
    source.mark_archived(connection, entries[-1][0], len(entries))
    return len(entries)


def _ends_job(fields: dict[bytes, bytes]) -> bool:
    return not fields.keys() & {b"retry", b"crash"}


def _copy(entries: list[Entry], aside: SetAside) -> int:
    """Copy entries and commit; return how many got another number.

    What comes after an entry that SQL does not take must not wait for it: it is looked for by halving, and set aside.
    """
    if not entries:
        return 0
    try:
        rows = [_row(*entry) for entry in entries]
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


def _row(entry_id: bytes, fields: dict[bytes, bytes]) -> dict[str, Any]:
    event = event_of(entry_id, fields)
    return row_of(event.entry_id, event.job)


def _set_aside(entry: Entry, error: Exception, aside: SetAside) -> None:
    entry_id, fields = entry
    line = next(iter(fields.values()), b"")
    job_id = read_or("", lambda raw: text_of(object_of(raw)["job_id"]), line)
    aside.add(f"{text_of(entry_id)} {job_id}".strip(), error, text_of(line))
