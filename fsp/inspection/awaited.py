"""The dependencies of a deferred job and their states."""

from typing import Any, cast

import redis
from sqlalchemy import select

from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.queueing.blocker import Blocker, BlockerKind
from fsp.redis_ops import rq_keys
from fsp.stored import text_of
from fsp.stores import db

SHOWN = 20


def awaited_jobs(connection: redis.Redis, job_id: str) -> list[Blocker]:
    """Return the jobs that a deferred job depends on. It runs after all of them have succeeded."""
    pipeline: Any = connection.pipeline(transaction=False)
    pipeline.hget(rq_keys.job(job_id), "fsp_kept")
    pipeline.smembers(rq_keys.dependencies(job_id))
    is_kept, dependencies = pipeline.execute()
    others = sorted(text_of(other) for other in dependencies)
    statuses = _statuses(connection, others[:SHOWN])
    blockers = (
        [Blocker(BlockerKind.DEFERRED, "It runs after the running job of the same idempotency key.")] if is_kept else []
    )
    blockers += [_awaited(other, status) for other, status in statuses.items()]
    if len(others) > SHOWN:
        blockers.append(Blocker(BlockerKind.DEPENDENCY, f"It runs after {len(others) - SHOWN} other jobs as well."))
    return blockers


def read_dependents(connection: redis.Redis, job_id: str) -> list[str]:
    """Return the jobs that depend on this one."""
    return sorted(text_of(dependent) for dependent in cast(set[bytes], connection.smembers(rq_keys.dependents(job_id))))


def _statuses(connection: redis.Redis, job_ids: list[str]) -> dict[str, str]:
    pipeline = connection.pipeline(transaction=False)
    for job_id in job_ids:
        pipeline.hget(rq_keys.job(job_id), "status")
    statuses = cast(list[bytes | None], pipeline.execute())
    return {job_id: text_of(status) for job_id, status in zip(job_ids, statuses, strict=True)}


def _awaited(job_id: str, status: str) -> Blocker:
    if status in {"failed", "stopped", ""}:
        return Blocker(BlockerKind.DEPENDENCY, _why_not(job_id), held_by=(job_id,))
    words = f"It runs after {job_id}, which is {status}."
    if status == "canceled":
        words = f"It runs after {job_id}, which was cancelled: cancel this one as well, or ask for that one again."
    return Blocker(BlockerKind.DEPENDENCY, words, held_by=(job_id,))


def _why_not(job_id: str) -> str:
    letter = db.session.execute(
        select(DeadLetterQueue.id, DeadLetterQueue.state, DeadLetterQueue.replays).where(
            DeadLetterQueue.job_id == job_id
        )
    ).one_or_none()
    db.session.commit()
    if letter is None:
        return f"It runs after {job_id}, of which nothing is known any more: cancel this one, and ask for both again."
    if letter.state == DeadLetterState.REPLAYED:
        return f"It runs after {job_id}, which died; replay {letter.replays} of dead letter {letter.id} is on its way."
    if letter.state == DeadLetterState.DISCARDED:
        return f"It runs after {job_id}, whose dead letter {letter.id} was discarded: cancel this one as well."
    return f"It runs after {job_id}, which died: dead letter {letter.id}. A replay that succeeds lets this one run."
