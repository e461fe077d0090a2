"""The job list: running, waiting and finished jobs, paginated, with a note on what was not searched."""

from dataclasses import dataclass
from datetime import datetime

import redis

from fsp.errors import InvalidInput
from fsp.history.archive import behind
from fsp.history.job_filter import JobFilter
from fsp.history.rows import reading_of
from fsp.history.search import Count, count, search
from fsp.history.sources import BATCH
from fsp.inspection.live_jobs import look_at_labelled, look_at_running, look_at_waiting
from fsp.jobs.job_reading import JobReading

PAGE_SIZE = 50


@dataclass(frozen=True)
class JobList:
    """One page. `cursor` leads to the next one, `ended` counts all matching finished jobs."""

    as_of: datetime
    job_filter: JobFilter
    jobs: list[JobReading]
    cursor: str
    ended: Count | None
    notes: list[str]


@dataclass(frozen=True)
class _Cursor:
    """Where to continue: at a position among the waiting jobs, or before a finished job."""

    place: int = 0
    before: int | None = None

    def __str__(self) -> str:
        return f"e{self.before}" if self.before is not None else f"w{self.place}"


def read_job_list(
    connection: redis.Redis, job_filter: JobFilter, *, now: datetime, cursor: str = "", limit: int = PAGE_SIZE
) -> JobList:
    """Read one page; raise InvalidInput for an invalid cursor."""
    at = _cursor(cursor)
    jobs: list[JobReading] = []
    notes: list[str] = []
    following = None
    if at.before is None:
        live, place, notes = _live(connection, job_filter, at.place, limit)
        jobs += live
        following = _Cursor(place=place) if place is not None else None
    if following is None and job_filter.wants_ended:
        # An empty page of finished jobs still needs a cursor: it starts where the waiting jobs end.
        ended = search(job_filter, now=now, limit=max(1, limit - len(jobs)), before=at.before)
        if len(jobs) < limit:
            jobs += [reading_of(row) for row in ended.rows]
            following = _Cursor(before=ended.older) if ended.older is not None else None
        elif ended.rows:
            following = _Cursor(before=ended.rows[0].id + 1)
        notes += [ended.bound] if ended.bound else []
    if job_filter.wants_ended:
        notes += _not_yet(connection)
    return JobList(
        as_of=now,
        job_filter=job_filter,
        jobs=jobs,
        cursor=str(following) if following else "",
        ended=count(job_filter, now=now) if job_filter.wants_ended else None,
        notes=notes,
    )


def _live(
    connection: redis.Redis, job_filter: JobFilter, start: int, limit: int
) -> tuple[list[JobReading], int | None, list[str]]:
    if not (job_filter.wants_waiting or job_filter.wants_running):
        return [], None, []
    if job_filter.labels:
        search = look_at_labelled(connection, job_filter.labels, job_filter.fits, start=start, limit=limit)
        return search.jobs, search.go_on, []
    running = look_at_running(connection, job_filter.fits) if job_filter.wants_running and not start else []
    if not job_filter.wants_waiting:
        return running, None, []
    search = look_at_waiting(
        connection,
        job_filter.fits,
        job_type=job_filter.job_type,
        queue=job_filter.queue,
        start=start,
        limit=max(1, limit - len(running)),
        held=job_filter.held,
        has_failed=job_filter.has_failed,
    )
    notes = []
    if search.go_on is not None and len(search.jobs) + len(running) < limit:
        notes.append(f"Searched {search.looked_at:,} of {search.total:,} waiting jobs. The next page continues.")
    return [*running, *search.jobs], search.go_on, notes


def _not_yet(connection: redis.Redis) -> list[str]:
    number = behind(connection)
    if number == 0:
        return []
    amount = f"{BATCH:,} or more jobs" if number > BATCH else "1 job" if number == 1 else f"{number:,} jobs"
    return [f"Not listed yet: {amount} that just finished."]


def _cursor(text: str) -> _Cursor:
    if not text:
        return _Cursor()
    number = text[1:]
    if text[0] not in "we" or not number.isascii() or not number.isdecimal() or len(number) > 19:  # noqa: PLR2004
        raise InvalidInput(f'The cursor must come from an earlier response, got "{text:.40}".')
    return _Cursor(place=int(number)) if text[0] == "w" else _Cursor(before=int(number))
