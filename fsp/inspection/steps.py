"""Reading the durable steps of a job: those of its lineage, which are the job, its attempts and its replays."""

from typing import cast

import redis

from fsp.jobs.job_reading import JobReading
from fsp.jobs.replay_id import root_job_id
from fsp.jobs.step_ladder import LadderStep, StepRecord, ladder
from fsp.redis_ops import keys
from fsp.stored import moment_of_epoch, number_of, object_of, readable, text_of, whole_of

LIVE = ("queued", "scheduled", "rate_limited", "deferred", "started")


def read_steps(connection: redis.Redis, job: JobReading) -> list[LadderStep]:
    """Return the ladder of a job; empty for one without durable steps, and once Redis has forgotten it."""
    records = read_records(connection, job.job_id)
    is_live = job.status in LIVE
    return ladder(
        records, job_id=job.job_id, started_at=job.started_at, is_running=job.status == "started", is_live=is_live
    )


def read_records(connection: redis.Redis, job_id: str) -> list[StepRecord]:
    """Return what is stored of the steps of a job and its replays, in no order."""
    stored = cast(dict[bytes, bytes], connection.hgetall(keys.steps(root_job_id(job_id))))
    return readable(_record, [field for field in stored.items() if field[0]])


def _record(field: tuple[bytes, bytes]) -> StepRecord:
    name, step = text_of(field[0]), object_of(field[1])
    return StepRecord(
        name=name,
        state=str(step["state"]),
        job_id=str(step["job_id"]),
        attempt=whole_of(step["attempt"]),
        runs=whole_of(step["runs"]),
        order=whole_of(step["order"]),
        seen_at=moment_of_epoch(step["seen_at"]),
        seconds=number_of(step["seconds"]),
        result_bytes=whole_of(step["bytes"]),
        error=str(step.get("error") or ""),
    )
