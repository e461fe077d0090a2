"""Why a job is not running, as the API and `fsp jobs why --json` return it."""

from datetime import datetime

import redis
from pydantic import Field
from sqlalchemy import select

from fsp.conditions.explain import explain
from fsp.errors import NotFound
from fsp.history.rows import find
from fsp.jobs.replay_id import root_job_id
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.job_request import JobRequest
from fsp.queueing.blocker import Blocker
from fsp.queueing.dedup_owner import waits_for_key
from fsp.shape import Shape
from fsp.stores import db, reading


class BlockerShape(Shape):
    """A reason why a job is not running."""

    kind: str
    words: str
    until: datetime | None = None
    held_by: list[str] = Field(description="The jobs that hold the slots")


class ExplanationShape(Shape):
    """Why a job is not running, the first reason first; empty for a job that is not waiting."""

    as_of: datetime
    blockers: list[BlockerShape]


def explain_job(connection: redis.Redis, job_id: str, now: datetime) -> ExplanationShape:
    """Return what blocks a job, wherever the job is known; raise NotFound if it is unknown."""
    return ExplanationShape(as_of=now, blockers=BlockerShape.list_of(_blockers(connection, job_id, now)))


def _blockers(connection: redis.Redis, job_id: str, now: datetime) -> list[Blocker]:
    try:
        return explain(connection, job_id, now)
    except NotFound:
        with reading():
            request = db.session.get(JobRequest, job_id)
            is_known = request is not None or _is_dead_letter(job_id)
        if not is_known and find(job_id) is None:
            raise NotFound(f'There is no job "{job_id}"; ended jobs are forgotten after 30 days.') from None
        return waits_for_key(connection, request)


def _is_dead_letter(job_id: str) -> bool:
    of_job = select(DeadLetterQueue.id).where(DeadLetterQueue.job_id == root_job_id(job_id)).limit(1)
    return db.session.scalar(of_job) is not None
