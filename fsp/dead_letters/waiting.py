"""Replays without a job yet, because another job holds their deduplication key."""

from collections.abc import Iterable

import redis
from sqlalchemy import select

from fsp.jobs.replay_id import replay_job_id
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.dedup_owner import dedup_owner
from fsp.stores import db, end_reading


def awaited_holders(connection: redis.Redis, letters: Iterable[DeadLetterQueue]) -> dict[int, str]:
    """Return the dead letters whose replay waits, by number, each with the job that holds its key."""
    replayed = [letter for letter in letters if letter.state == DeadLetterState.REPLAYED]
    numbers = {replay_job_id(letter.job_id, letter.replays): letter.id for letter in replayed}
    if not numbers:
        return {}
    owed = db.session.execute(
        select(JobRequest.job_id, JobRequest.job_type, JobRequest.arguments).where(
            JobRequest.job_id.in_(numbers), JobRequest.state == RequestState.QUEUED
        )
    ).all()
    end_reading()
    holders = {numbers[request.job_id]: dedup_owner(connection, request) for request in owed}
    return {number: holder for number, holder in holders.items() if holder}
