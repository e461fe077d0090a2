"""How many jobs are in each state, for the tabs of the job list. A count that would be expensive is left out.

The counts of live jobs are the lengths of lists in Redis, read in one call. They exist for each queue, but not for a
type, a tag or a text. The counts of ended jobs stop at 10,000.
"""

from dataclasses import replace
from datetime import datetime

import redis

from fsp.history.job_filter import ALL, ENDED, ENDINGS, RUNNING, WAITING, JobFilter
from fsp.history.search import FEW_COUNTED, Count, count
from fsp.inspection.job_list import JobList
from fsp.inspection.queues import QueueReading, read_queues

TAB_SECONDS = 0.04
"""Time limit for the count of one tab."""


def count_by_state(connection: redis.Redis, view: JobList) -> dict[str, Count]:
    """Return the number of jobs by state, under the other parts of a list's filter."""
    job_filter = view.job_filter
    counts = {**_live(connection, job_filter, view.as_of), **_ended(job_filter, view.as_of)}
    if view.ended is not None and job_filter.state in {*ENDINGS, ENDED}:
        counts[job_filter.state] = view.ended
    live = [counts[state] for state in (WAITING, RUNNING) if state in counts]
    if job_filter.state == ALL and view.ended is not None and live:
        counts[ALL] = Count(sum(part.number for part in (*live, view.ended)), view.ended.is_capped)
    return counts


def _live(connection: redis.Redis, job_filter: JobFilter, now: datetime) -> dict[str, Count]:
    if job_filter != JobFilter(state=job_filter.state, queue=job_filter.queue):
        return {}
    queues = read_queues(connection, now, (job_filter.queue,)) if job_filter.queue else read_queues(connection, now)
    numbers = {
        WAITING: sum(_waiting(queue) for queue in queues),
        "scheduled": sum(queue.scheduled for queue in queues),
        "deferred": sum(queue.deferred for queue in queues),
        RUNNING: sum(queue.running for queue in queues),
    }
    return {state: Count(number, is_capped=False) for state, number in numbers.items()}


def _waiting(queue: QueueReading) -> int:
    return queue.waiting + queue.blocked + queue.deferred + queue.scheduled


def _ended(job_filter: JobFilter, now: datetime) -> dict[str, Count]:
    if job_filter.needs_bound:
        return {}
    counts = {}
    for state in ENDINGS:
        of_state = replace(job_filter, state=state)
        number = count(of_state, now=now, bounds=(FEW_COUNTED,), seconds=TAB_SECONDS) if of_state.wants_ended else None
        if number is not None:
            counts[state] = number
    return counts
