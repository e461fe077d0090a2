"""Stores each tick of a schedule once in SQL, by whichever scheduler is first, then enqueues its job."""

from datetime import datetime
from typing import cast

import redis
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from fsp.gates.pauses import Pause
from fsp.jobs.deduplication import OnConflict
from fsp.jobs.registry import get_job_type
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.cancel import cancel
from fsp.queueing.enqueue import enqueue
from fsp.queueing.subject import project_of
from fsp.redis_ops import rq_keys
from fsp.scheduler.decisions import Decision, decide, due_ticks, reason_to_skip
from fsp.schedules.pauses import read_schedule_pauses
from fsp.schedules.schedule import Overlap, Schedule
from fsp.schedules.sightings import sight
from fsp.stores import db

BY = "schedule"


def tick(connection: redis.Redis, schedule: Schedule, now: datetime) -> list[str]:
    """Enqueue what is due for one schedule; return the job ids of the ticks that this call stored.

    Raise UnknownJobType or InvalidArguments for a schedule whose job could not run.
    """
    arguments = get_job_type(schedule.job_type).validated(schedule.arguments)
    last = db.session.scalar(select(func.max(JobRequest.due_at)).where(JobRequest.schedule == schedule.name))
    project_id = project_of(arguments)
    db.session.commit()
    first_seen_at = sight([schedule.name], now)[schedule.name]
    pause = read_schedule_pauses(now).get(schedule.name)
    job_ids = []
    for decision in decide(schedule, due_ticks(schedule, last=last, now=now, first_seen_at=first_seen_at), now):
        job_id = schedule.tick_id(decision.tick)
        judged = _paused(decision, pause) if pause else _against_earlier(connection, schedule, decision)
        request = JobRequest(
            job_id=job_id,
            job_type=schedule.job_type,
            arguments=arguments,
            requested_by=BY,
            requested_at=now,
            project_id=project_id,
            schedule=schedule.name,
            due_at=judged.tick,
            state=RequestState.QUEUED if judged.runs else RequestState.SKIPPED,
            settled_at=None if judged.runs else now,
            error=judged.reason,
        )
        if _is_first(request) and judged.runs:
            # If the process crashes before this line, the reconcile job finds the stored tick without a job.
            _enqueue(connection, schedule, job_id)
            job_ids.append(job_id)
    return job_ids


def _paused(decision: Decision, pause: Pause) -> Decision:
    why = f": {pause.reason}" if pause.reason else ""
    return Decision(decision.tick, f"paused by {pause.by}{why}") if decision.runs else decision


def _against_earlier(connection: redis.Redis, schedule: Schedule, decision: Decision) -> Decision:
    if not decision.runs or schedule.overlap == Overlap.ALLOW:
        return decision
    live = _live(connection, schedule)
    running = [job_id for job_id, status in live.items() if status == b"started"]
    reason = reason_to_skip(schedule.overlap, has_running=bool(running), has_waiting=len(live) > len(running))
    if schedule.overlap == Overlap.CANCEL_RUNNING:
        for job_id in live:
            cancel(connection, job_id, by=BY)
    return Decision(decision.tick, reason)


def _live(connection: redis.Redis, schedule: Schedule) -> dict[str, bytes]:
    owed = db.session.scalars(
        select(JobRequest.job_id).where(JobRequest.schedule == schedule.name, JobRequest.state == RequestState.QUEUED)
    ).all()
    db.session.commit()
    statuses = {job_id: cast(bytes | None, connection.hget(rq_keys.job(job_id), "status")) for job_id in owed}
    ended = {b"finished", b"failed", b"canceled", b"stopped", None}
    return {job_id: status for job_id, status in statuses.items() if status is not None and status not in ended}


def _is_first(request: JobRequest) -> bool:
    db.session.add(request)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return False
    return True


def _enqueue(connection: redis.Redis, schedule: Schedule, job_id: str) -> None:
    buffered = schedule.overlap == Overlap.BUFFER_ONE
    enqueue(
        connection,
        schedule.job_type,
        schedule.arguments,
        job_id=job_id,
        is_requested=True,
        idempotency_key=f"schedule:{schedule.name}" if buffered else None,
        on_conflict=OnConflict.KEEP_LAST_IF_RUNNING if buffered else None,
    )
