"""Searches waiting and running jobs: exactly by label, else from the front, with a limit for long queues."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

import redis

from fsp.inspection.jobs import read_many, running_jobs
from fsp.jobs.job_reading import JobReading
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import find_job_type
from fsp.redis_ops import gate_keys, keys, rq_keys
from fsp.stored import text_of

LOOKED_AT = 2_000
"""The number of waiting jobs searched for one page."""

CHUNK, ALL_CHUNK = 200, 1_000
MAX_RUNNING = 1_000


@dataclass(frozen=True)
class Looked:
    """A search result.

    `go_on` is the position to continue from, None at the end; `looked_at` of `total` jobs were searched.
    """

    jobs: list[JobReading]
    go_on: int | None
    looked_at: int
    total: int


@dataclass(frozen=True)
class _Place:
    """A list or sorted set of waiting jobs."""

    key: str
    length: int
    is_sorted_set: bool

    @property
    def may_have_failed(self) -> bool:
        """Return whether its jobs may have failed before. New jobs wait in queues, not here."""
        return not self.key.startswith(rq_keys.queue(""))


def look_at_running(connection: redis.Redis, fits: Callable[[JobReading], bool]) -> list[JobReading]:
    """Return the matching running jobs among the first thousand."""
    return [job for job in running_jobs(connection, MAX_RUNNING) if fits(job)]


def look_at_waiting(
    connection: redis.Redis,
    fits: Callable[[JobReading], bool],
    *,
    job_type: str,
    queue: str,
    start: int,
    limit: int,
    held: str = "",
    has_failed: bool = False,
) -> Looked:
    """Return matching waiting jobs in search order, starting at a position.

    `held` selects scheduled or deferred jobs; empty means all. With `has_failed`, places with failed jobs come first:
    blocked by an open circuit, or scheduled.
    """
    places = _places(connection, job_type, queue, held)
    if has_failed:
        places.sort(key=lambda place: not place.may_have_failed)

    def chunk(at: int) -> tuple[list[str], list[JobReading]]:
        ids = _ids(connection, places, at, CHUNK)
        return ids, read_many(connection, _of_type(connection, ids, job_type) if job_type else ids)

    return _look(chunk, fits, start=start, limit=limit, total=sum(place.length for place in places))


def look_at_labelled(
    connection: redis.Redis, labels: Sequence[str], fits: Callable[[JobReading], bool], *, start: int, limit: int
) -> Looked:
    """Return all waiting and running jobs with these labels, newest first, starting at a position."""
    key = keys.label(labels[0])

    def chunk(at: int) -> tuple[list[str], list[JobReading]]:
        ids = [text_of(job_id) for job_id in cast(list[bytes], connection.zrevrange(key, at, at + CHUNK - 1))]
        return ids, [job for job in read_many(connection, ids) if set(labels) <= set(job.labels)]

    return _look(chunk, fits, start=start, limit=limit, total=connection.zcard(key))


def waiting_ids(
    connection: redis.Redis, fits: Callable[[JobReading], bool] | None, *, job_type: str, queue: str, held: str = ""
) -> Iterator[tuple[int, str | None]]:
    """Yield the number of searched jobs, and the id of a match or None. Without `fits`, every job matches."""
    places = _places(connection, job_type, queue, held)
    at = 0
    while ids := _ids(connection, places, at, ALL_CHUNK):
        candidates = _of_type(connection, ids, job_type) if job_type else ids
        fitting = candidates if fits is None else [job.job_id for job in read_many(connection, candidates) if fits(job)]
        matching = set(fitting)
        for job_id in ids:
            at += 1
            yield at, job_id if job_id in matching else None


def labelled_ids(connection: redis.Redis, labels: Sequence[str], fits: Callable[[JobReading], bool]) -> Iterator[str]:
    """Return the ids of all waiting and running jobs with these labels that match, oldest first."""
    key, at = keys.label(labels[0]), 0
    while ids := cast(list[bytes], connection.zrange(key, at, at + ALL_CHUNK - 1)):
        for job in read_many(connection, [text_of(job_id) for job_id in ids]):
            if set(labels) <= set(job.labels) and fits(job):
                yield job.job_id
        at += len(ids)


def _look(
    chunk: Callable[[int], tuple[list[str], list[JobReading]]],
    fits: Callable[[JobReading], bool],
    *,
    start: int,
    limit: int,
    total: int,
) -> Looked:
    """Search chunks of ids for matching jobs, until there are enough or the limit is reached."""
    matches: list[JobReading] = []
    at = start
    while len(matches) < limit and at < min(total, start + LOOKED_AT):
        ids, jobs = chunk(at)
        if not ids:
            break
        by_id = {job.job_id: job for job in jobs}
        for job_id in ids:
            at += 1
            job = by_id.get(job_id)
            if job is not None and fits(job):
                matches.append(job)
                if len(matches) == limit:
                    break
    return Looked(matches, at if at < total else None, at - start, total)


def _places(connection: redis.Redis, job_type: str, queue: str, held: str) -> list[_Place]:
    named, rules = [], find_job_type(job_type)
    for name in (queue,) if queue else QUEUE_NAMES:
        apart = {"scheduled": rq_keys.scheduled(name), "deferred": rq_keys.deferred(name)}
        if held:
            named.append((apart[held], True))
            continue
        blocked = gate_keys.lane(name, job_type) if rules and not rules.gates else gate_keys.blocked(name)
        named += [
            (blocked, True),
            (rq_keys.queue(name), False),
            (gate_keys.shared(name), True),
            *((key, True) for key in apart.values()),
        ]
    pipeline: Any = connection.pipeline(transaction=False)
    for key, is_sorted_set in named:
        pipeline.zcard(key) if is_sorted_set else pipeline.llen(key)
    lengths = pipeline.execute()
    return [_Place(key, length, is_set) for (key, is_set), length in zip(named, lengths, strict=True)]


def _ids(connection: redis.Redis, places: list[_Place], at: int, count: int) -> list[str]:
    job_ids: list[bytes] = []
    for place in places:
        if at >= place.length:
            at -= place.length
            continue
        last = at + count - len(job_ids) - 1
        read = connection.zrange if place.is_sorted_set else connection.lrange
        job_ids += cast(list[bytes], read(place.key, at, last))
        at = 0
        if len(job_ids) >= count:
            break
    return [text_of(job_id) for job_id in islice(job_ids, count)]


def _of_type(connection: redis.Redis, ids: list[str], job_type: str) -> list[str]:
    pipeline = connection.pipeline(transaction=False)
    for job_id in ids:
        pipeline.hget(rq_keys.job(job_id), "fsp_type")
    types = pipeline.execute()
    return [job_id for job_id, stored_type in zip(ids, types, strict=True) if stored_type == job_type.encode()]
