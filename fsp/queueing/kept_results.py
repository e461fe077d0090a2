"""Decides which step results stay when a user runs a job again from one of its steps."""

from typing import cast

import redis

from fsp.errors import NotFound
from fsp.queueing.rq_job import FAILURE_TTL_SECONDS
from fsp.redis_ops.scripts import script


def keep_steps_before(connection: redis.Redis, job_id: str, step: str, *, for_job: str | None = None) -> int:
    """Keep the results of earlier steps and drop later ones; return how many stay.

    With `for_job` the results are copied to that job, which is not enqueued yet, and nothing is dropped. Raise NotFound
    for a step without a result. `job_id` must not be a replay.
    """
    args: list[str | int] = [job_id, for_job or job_id, step, FAILURE_TTL_SECONDS]
    count = int(cast(int, script("steps_before")(args=args, client=connection)))
    if count < 0:
        raise NotFound(f'The job {job_id} has no step "{step:.100}"; results end with their job.')
    return count
