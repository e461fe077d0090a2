"""Reads one job from every source that may know it: Redis, the history, the requests, the dead letters."""

import json
from datetime import datetime, timedelta
from typing import Any, cast

import redis
from sqlalchemy import select

from fsp.conditions.explain import explain
from fsp.errors import NotFound
from fsp.history.rows import children_of, find, reading_of
from fsp.inspection.attempts import read_attempts
from fsp.inspection.awaited import read_dependents
from fsp.inspection.duplicates import read_duplicates
from fsp.inspection.jobs import read_log
from fsp.inspection.late_results import read_late_results
from fsp.inspection.one_job import read_job
from fsp.inspection.steps import read_steps
from fsp.jobs.job_reading import JobReading
from fsp.jobs.labels import PARENT
from fsp.jobs.replay_id import replay_job_id, root_job_id
from fsp.models.artifact import Artifact
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.deploy_mark import DeployMark
from fsp.models.job_request import JobRequest
from fsp.performance.deploys import deploy_of, read_deploys
from fsp.queueing.dedup_owner import waits_for_key
from fsp.redis_ops import keys
from fsp.security.redaction import redact
from fsp.stored import text_of
from fsp.stores import db, end_reading
from fsp.web.jobs.job_page import JobPage
from fsp.web.jobs.timeline_view import timeline

DEPLOYS_READ = 100


def read_job_page(connection: redis.Redis, job_id: str, now: datetime, *, shows_all_arguments: bool = False) -> JobPage:
    """Read one job; raise NotFound if no source knows it. Long arguments are cut unless all are requested."""
    request = db.session.get(JobRequest, job_id)
    dead_letter = db.session.scalar(select(DeadLetterQueue).where(DeadLetterQueue.job_id == root_job_id(job_id)))
    artifacts = db.session.scalars(select(Artifact).where(Artifact.job_id == job_id).order_by(Artifact.id)).all()
    end_reading()
    reading, is_live = _reading(connection, job_id)
    source = reading or dead_letter or request
    if source is None:
        raise NotFound(f'There is no job "{job_id}"; finished jobs are deleted after 30 days.')
    attempts = dead_letter.attempt_history if dead_letter else _attempts(connection, job_id)
    arguments = redact(source.arguments)
    return JobPage(
        as_of=now,
        job_id=job_id,
        job_type=source.job_type,
        arguments=arguments,
        all_arguments=json.dumps(arguments, indent=2, ensure_ascii=False),
        shows_all_arguments=shows_all_arguments,
        reading=reading,
        request=request,
        dead_letter=dead_letter,
        artifacts=list(artifacts),
        blockers=explain(connection, job_id, now) if is_live else waits_for_key(connection, request),
        log=read_log(connection, job_id),
        attempts=attempts,
        dependents=read_dependents(connection, root_job_id(job_id)),
        duplicates=read_duplicates(connection, job_id=job_id),
        late_results=read_late_results(connection, job_id=job_id),
        children=_children(connection, job_id, dead_letter),
        durable_steps=read_steps(connection, reading) if reading and is_live else [],
        timeline=timeline(reading, attempts, now) if reading else None,
        deploy=_deploy(reading, dead_letter),
    )


def _reading(connection: redis.Redis, job_id: str) -> tuple[JobReading | None, bool]:
    """Return what Redis knows, else the history, and whether it is from Redis."""
    try:
        return read_job(connection, job_id), True
    except NotFound:
        row = find(job_id)
        return (reading_of(row) if row else None), False


def _deploy(reading: JobReading | None, letter: DeadLetterQueue | None) -> DeployMark | None:
    version = reading.version if reading else letter.version if letter else ""
    moment = reading.started_at if reading else letter.buried_at if letter else None
    if moment is None:
        return None
    return deploy_of(read_deploys(until=moment + timedelta(microseconds=1), limit=DEPLOYS_READ), version, moment)


def _children(connection: redis.Redis, job_id: str, letter: DeadLetterQueue | None) -> list[str]:
    live = cast(list[bytes], connection.zrange(keys.label(f"{PARENT}:{job_id}"), 0, 19))
    replays = letter.replays if letter and letter.job_id == job_id else 0
    replay_ids = [replay_job_id(job_id, number) for number in range(1, replays + 1)]
    return list(dict.fromkeys([*replay_ids, *children_of(job_id), *(text_of(job_key) for job_key in live)]))


def _attempts(connection: redis.Redis, job_id: str) -> list[dict[str, Any]]:
    return [attempt.as_json(job_id) for attempt in read_attempts(connection, job_id)]
