"""Cancels a job: immediately while it waits. A running job is stopped by its worker within seconds."""

import redis
from rq.defaults import RQ_KEY_PREFIX
from rq.utils import utcformat

from fsp.clock import utc_now
from fsp.errors import Conflict, NotFound
from fsp.models.job_request import RequestState
from fsp.queueing.request import complete_request
from fsp.queueing.rq_job import RESULT_TTL_SECONDS
from fsp.redis_ops.scripts import script


def cancel(connection: redis.Redis, job_id: str, *, by: str) -> bool:
    """Cancel a job; return True if it is cancelled, False for a running one that will be.

    Raise NotFound if it is unknown, Conflict if it has ended.
    """
    args: list[str | int] = [RQ_KEY_PREFIX, job_id, utcformat(utc_now()), RESULT_TTL_SECONDS, by]
    answer = script("cancel")(args=args, client=connection).decode()
    if answer == "asked":
        return False
    if answer == "ended":
        raise Conflict(f"The job {job_id} has ended; there is nothing to cancel.")
    # A request that Redis has lost must not be enqueued again either.
    if not complete_request(job_id, RequestState.CANCELLED, error=f"cancelled by {by}") and answer == "":
        raise NotFound(f'There is no job "{job_id}".')
    return True
