"""Reads online workers, their activity and their last heartbeat."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

import redis
from rq.worker_registration import REDIS_WORKER_KEYS

from fsp.inspection.fleet import LOST_AFTER
from fsp.redis_ops import process_keys
from fsp.stored import text_of
from fsp.stored_hash import Fields


@dataclass(frozen=True)
class WorkerReading:
    """One worker process as it last reported itself."""

    name: str
    state: str
    host: str
    pid: int
    current_job_id: str
    heartbeat_age_seconds: float | None
    succeeded: int
    failed: int


def read_workers(connection: redis.Redis, now: datetime) -> list[WorkerReading]:
    """Return the online workers by name: those with a recent heartbeat.

    RQ keeps the record of a killed worker for minutes, and also lists workers of its own class. Those ignore FSP's
    limits, and FSP counts them nowhere.
    """
    there = {
        text_of(name) for name in cast(list[bytes], connection.zrangebyscore(process_keys.FLEET, _latest(now), "+inf"))
    }
    registered = cast(set[bytes], connection.smembers(REDIS_WORKER_KEYS))
    worker_keys = sorted(key for key in registered if _name(key) in there)
    pipeline = connection.pipeline(transaction=False)
    for key in worker_keys:
        pipeline.hgetall(key)
    records = zip(worker_keys, pipeline.execute(), strict=True)
    return [_reading(text_of(key), fields, now) for key, fields in records if fields]


def _latest(now: datetime) -> float:
    return (now - LOST_AFTER).timestamp() * 1000


def _name(key: bytes) -> str:
    return text_of(key).rpartition(":")[2]


def _reading(key: str, raw: dict[bytes, bytes], now: datetime) -> WorkerReading:
    fields = Fields(raw)
    heartbeat = fields.moment("last_heartbeat")
    return WorkerReading(
        name=key.rpartition(":")[2],
        state=fields.text("state"),
        host=fields.text("hostname"),
        pid=fields.count("pid"),
        current_job_id=fields.text("current_job"),
        heartbeat_age_seconds=(now - heartbeat).total_seconds() if heartbeat else None,
        succeeded=fields.count("successful_job_count"),
        failed=fields.count("failed_job_count"),
    )
