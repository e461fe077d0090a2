"""Finds the job that owns the deduplication key of a waiting replay."""

from typing import Any

import redis

from fsp.jobs.registry import find_job_type
from fsp.jobs.replay_id import is_replay, root_job_id
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.blocker import Blocker, BlockerKind
from fsp.redis_ops import keys, rq_keys
from fsp.stored import text_of

LIVE = frozenset({b"queued", b"started", b"scheduled", b"rate_limited", b"deferred"})


def dedup_owner(connection: redis.Redis, request: Any) -> str:
    """Return the job that blocks a waiting replay; empty if the replay has a job, or may get one.

    It decides like lua/enqueue.lua, without enqueueing anything or counting a duplicate.
    """
    key = _key(request.job_type, request.arguments) if is_replay(request.job_id) else ""
    if not key or connection.exists(rq_keys.job(request.job_id)):
        return ""
    stored = connection.get(key)
    owner = text_of(stored) if isinstance(stored, bytes) else ""
    return owner if owner and _holds(connection, owner, key, request.job_id) else ""


def waits_for_key(connection: redis.Redis, request: JobRequest | None) -> list[Blocker]:
    """Return why a replay has no job yet, in the form of `explain`."""
    if request is None or request.state != RequestState.QUEUED:
        return []
    owner = dedup_owner(connection, request)
    return (
        [Blocker(BlockerKind.KEY_HELD, "It waits for the job that holds its key.", held_by=(owner,))] if owner else []
    )


def _key(job_type: str, arguments: dict[str, Any]) -> str:
    rules = find_job_type(job_type)
    digest = rules.deduplication.digest(None, arguments) if rules else None
    return keys.deduplication(job_type, digest) if digest else ""


def _holds(connection: redis.Redis, owner: str, key: str, job_id: str) -> bool:
    with connection.pipeline(transaction=False) as pipeline:
        pipeline.hget(rq_keys.job(owner), "status")
        pipeline.pttl(key)
        status, left_ms = pipeline.execute()
    is_an_earlier_life = root_job_id(owner) == root_job_id(job_id) and status not in LIVE
    return not is_an_earlier_life and (status is not None or left_ms >= 0)
