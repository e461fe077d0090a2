"""Reading workers: who is there, what they do, and when they last said so."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

import redis
from rq.utils import utcparse
from rq.worker_registration import REDIS_WORKER_KEYS

from fsp.clock import as_utc
from fsp.queueing.fleet import LOST_AFTER
from fsp.redis_ops import keys


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
    """Return the workers that are there, by name.

    RQ keeps the record of a killed worker for minutes. One that is in the fleet, as each of FSP's is, tells of itself
    every five seconds and is not there once it has been silent for as long as the fleet allows.
    """
    silent = {name.decode() for name in cast(list[bytes], connection.zrangebyscore(keys.FLEET, "-inf", _latest(now)))}
    registered = cast(set[bytes], connection.smembers(REDIS_WORKER_KEYS))
    worker_keys = sorted(key for key in registered if _name(key) not in silent)
    pipeline = connection.pipeline(transaction=False)
    for key in worker_keys:
        pipeline.hgetall(key)
    found = zip(worker_keys, pipeline.execute(), strict=True)
    return [_reading(key.decode(), fields, now) for key, fields in found if fields]


def _latest(now: datetime) -> float:
    return (now - LOST_AFTER).timestamp() * 1000


def _name(key: bytes) -> str:
    return key.decode().rsplit(":", 1)[1]


def _reading(key: str, fields: dict[bytes, bytes], now: datetime) -> WorkerReading:
    def text(name: str) -> str:
        return fields.get(name.encode(), b"").decode()

    heartbeat = text("last_heartbeat")
    return WorkerReading(
        name=key.rsplit(":", 1)[1],
        state=text("state"),
        host=text("hostname"),
        pid=int(text("pid") or 0),
        current_job_id=text("current_job"),
        heartbeat_age_seconds=(now - as_utc(utcparse(heartbeat))).total_seconds() if heartbeat else None,
        succeeded=int(text("successful_job_count") or 0),
        failed=int(text("failed_job_count") or 0),
    )
