"""Moves a waiting job to the front of its queue, or to another queue."""

import redis
from rq.defaults import RQ_KEY_PREFIX

from fsp.errors import Conflict, NotFound
from fsp.jobs.priority import Priority
from fsp.redis_ops.scripts import script


def move(connection: redis.Redis, job_id: str, *, to: Priority | None) -> None:
    """Move a job to the end of another queue, or with None to the front of its own.

    Raise NotFound if Redis does not know it, Conflict if it is not waiting in a queue.
    """
    args = [RQ_KEY_PREFIX, job_id, to.value if to else ""]
    answer = script("move")(args=args, client=connection).decode()
    if answer == "":
        raise NotFound(f'There is no job "{job_id}" that waits.')
    if answer not in {"moved", "there"}:
        raise Conflict(f"The job {job_id} is {answer}; only one that waits in a queue can be moved.")
