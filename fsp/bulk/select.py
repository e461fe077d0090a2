"""Selects the jobs of an action: all that match the filter and are in a suitable state, in order."""

from collections.abc import Iterator
from dataclasses import replace

import redis

from fsp.bulk.action import BulkAction
from fsp.bulk.prepare import MOST
from fsp.errors import InvalidInput
from fsp.history.job_filter import ALL, ENDED, ENDINGS, HELD, RETRYING, RUNNING, WAITING, JobFilter
from fsp.history.search import ids_of
from fsp.inspection.live_jobs import labelled_ids, look_at_running, waiting_ids

MAX_LOOKED_AT = 200_000
"""The maximum number of waiting jobs that are searched, to limit the time a user waits."""


def narrowed(action: BulkAction, job_filter: JobFilter) -> JobFilter:
    """Return the filter for the matching jobs that allow the action; raise InvalidInput if there are none."""
    match action:
        case BulkAction.RETRY | BulkAction.DISCARD:
            states = {ALL: "failed", ENDED: "failed", "failed": "failed"}
        case BulkAction.CANCEL:
            states = {name: name for name in (ALL, WAITING, RUNNING, RETRYING, *HELD)}
        case BulkAction.FRONT | BulkAction.HIGH | BulkAction.MEDIUM | BulkAction.LOW:
            states = {ALL: WAITING, WAITING: WAITING}
        case BulkAction.AGAIN:
            states = {ALL: ENDED, ENDED: ENDED} | {ending: ending for ending in ENDINGS}
        case BulkAction.REPLAY | BulkAction.RESTORE:
            states = {}
    if job_filter.state not in states:
        raise InvalidInput(f'The action "{action.words}" does not apply to {job_filter.state} jobs.')
    return replace(job_filter, state=states[job_filter.state])


def matching(connection: redis.Redis, action: BulkAction, job_filter: JobFilter) -> Iterator[str]:
    """Return the ids of all matching jobs; raise InvalidInput if they cannot be determined exactly in time."""
    narrow = narrowed(action, job_filter)
    if action in {BulkAction.RETRY, BulkAction.DISCARD, BulkAction.AGAIN}:
        if narrow.needs_bound:
            raise InvalidInput(
                "A text search cannot select all jobs. Add a tag, an argument, an error class or a fingerprint."
            )
        yield from ids_of(narrow, most=MOST + 1)
        return
    if narrow.labels:
        yield from labelled_ids(connection, narrow.labels, narrow.fits)
        return
    if narrow.wants_running:
        yield from (job.job_id for job in look_at_running(connection, narrow.fits))
    if narrow.wants_waiting:
        yield from _waiting(connection, narrow)


def _waiting(connection: redis.Redis, job_filter: JobFilter) -> Iterator[str]:
    fits = None if job_filter.fits_any else job_filter.fits
    for looked_at, job_id in waiting_ids(
        connection, fits, job_type=job_filter.job_type, queue=job_filter.queue, held=job_filter.held
    ):
        if looked_at > MAX_LOOKED_AT:
            raise InvalidInput(
                f"More than {MAX_LOOKED_AT:,} jobs are waiting. Filter by queue, tag or a declared argument."
            )
        if job_id is not None:
            yield job_id
