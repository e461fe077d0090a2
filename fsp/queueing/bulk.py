"""The arguments of lua/enqueue_many.lua: what all jobs share once, and what is each job's own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rq.defaults import RQ_KEY_PREFIX

from fsp.clock import utc_now
from fsp.jobs.deduplication import Release
from fsp.jobs.job_options import EnqueueOptions
from fsp.jobs.job_type import CheckedArguments, JobType
from fsp.queueing.enqueue_call import EnqueueCall
from fsp.queueing.job_fields import dedup_rules, own_fields, shared_fields, window_ms
from fsp.redis_ops import keys

CREATED, LEFT = b"12"
"""Digits in the script's answer: the job is in its queue; it is left to the enqueue script."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to enqueue: its id and its arguments."""

    job_id: str
    arguments: CheckedArguments


@dataclass(frozen=True)
class Bulk:
    """Many new jobs of one type with the same options. `options` have no job id, time, dependencies or own key."""

    rules: JobType
    options: EnqueueOptions

    @property
    def queue(self) -> str:
        """Return the queue of the jobs."""
        return (self.options.priority or self.rules.priority).value

    def arguments(self, jobs: Sequence[NewJob], *, trace: str) -> list[Any]:
        """Return the arguments of one call. `trace` is as in `EnqueueCall.of`."""
        rules, dedup = self.rules, self.rules.deduplication
        shared = shared_fields(rules, queue=self.queue, now=utc_now(), trace=trace)
        if dedup.arguments:
            shared |= dedup_rules(rules)
        arguments: list[Any] = [
            *(RQ_KEY_PREFIX, self.queue, rules.name),
            *(window_ms(rules) if dedup.release == Release.WINDOW else "", 2 * len(shared)),
            *(part for pair in shared.items() for part in pair),
        ]
        for job in jobs:
            own = own_fields(rules, job.arguments, self.options)
            digest = dedup.digest(None, job.arguments.values)
            key = keys.deduplication(rules.name, digest) if digest else ""
            if key:
                own["fsp_dedup"] = key
            arguments += (job.job_id, key, 2 * len(own))
            for pair in own.items():
                arguments += pair
        return arguments

    def single(self, job: NewJob, *, trace: str) -> EnqueueCall:
        """Return the call that enqueues one of the jobs alone."""
        options = EnqueueOptions(job_id=job.job_id, priority=self.options.priority, tags=self.options.tags)
        return EnqueueCall.of(self.rules, job.arguments, options, trace=trace)


def batched(jobs: Sequence[NewJob], size: int) -> Iterator[Sequence[NewJob]]:
    """Return the jobs in batches of this size; the last one may be smaller."""
    return (jobs[start : start + size] for start in range(0, len(jobs), size))
