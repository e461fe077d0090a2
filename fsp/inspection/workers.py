"""Reading workers: who is there, what they do, and when they last said so."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

import redis
from rq.worker_registration import REDIS_WORKER_KEYS

from fsp.inspection.fleet import LOST_AFTER
from fsp.redis_ops import keys
from fsp.stored import text_of
from fsp.stored_hash import Fields


@dataclass(frozen=True)
class WorkerReading:
    """One worker process as it last described itself."""

    name: str
    state: str
    host: str
    pid: int
    current_job_id: str
    heartbeat_age_seconds: float | None
    succeeded: int
    failed: int


def read_workers(connection: redis.Redis, now: datetime) -> list[WorkerReading]:
    """Return the workers that are there, by name: those of the fleet that sent a heartbeat in time.

    RQ keeps the record of a killed worker for minutes, and knows workers of its own kind too. Those take FSP's jobs
    past every limit, and are not counted as workers of FSP anywhere.
    """
    there = {text_of(name) for name in cast(list[bytes], connection.zrangebyscore(keys.FLEET, _latest(now), "+inf"))}
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
