"""Running a job again from one of its steps: it uses the results of the steps before that one."""

from datetime import datetime
from typing import cast

import redis
from sqlalchemy import select

from fsp.bulk.again import run_again
from fsp.dead_letters.replay import replay
from fsp.errors import Conflict
from fsp.jobs.job_id import new_job_id
from fsp.jobs.replay_id import root_job_id
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.queueing.dedup_owner import LIVE
from fsp.queueing.kept_results import keep_steps_before
from fsp.redis_ops import rq_keys
from fsp.stored import text_of
from fsp.stores import db, end_reading


def run_again_from_step(connection: redis.Redis, job_id: str, step: str, *, by: str, now: datetime) -> str:
    """Run an ended job again from a step; return the new job's id.

    A dead job is replayed. Any other one keeps its own results: the new job begins with copies of them.
    Raise Conflict for a job that waits or runs, NotFound for a step it does not have.
    """
    status, job_type = cast(list[bytes | None], connection.hmget(rq_keys.job(job_id), "status", "fsp_type"))
    if status in LIVE:
        raise Conflict(f"The job {job_id} has not ended; cancel it first to run it again from a step.")
    root = root_job_id(job_id)
    letter = db.session.scalar(select(DeadLetterQueue).where(DeadLetterQueue.job_id == root))
    end_reading()
    if letter is not None and letter.state == DeadLetterState.DEAD:
        return replay(connection, letter, by=by, now=now, from_step=step)
    new_id = new_job_id(text_of(job_type) or "job")
    keep_steps_before(connection, root, step, for_job=new_id)
    return run_again(connection, job_id, by=by, job_id=new_id)
