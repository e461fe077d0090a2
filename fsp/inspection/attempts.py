"""Reads the attempts of a job from RQ's result stream."""

import zlib
from base64 import b64decode
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

import redis

from fsp.clock import iso
from fsp.metrics.event_log import count_ended
from fsp.redis_ops import rq_keys
from fsp.stored import Undecodable, moment_of_epoch, raw_of, text_of
from fsp.stored_hash import Fields


@dataclass(frozen=True)
class AttemptReading:
    """One finished attempt. `outcome` is retried, lost_worker, failed, timeout, killed or stopped."""

    attempt: int
    outcome: str
    started_at: datetime
    ended_at: datetime
    error: str = ""
    traceback: str = ""
    worker: str = ""
    host: str = ""
    version: str = ""

    @property
    def run_seconds(self) -> float:
        """Return the run time."""
        return max(0.0, (self.ended_at - self.started_at).total_seconds())

    def as_json(self, job_id: str) -> dict[str, Any]:
        """Return the attempt as dead letters, the page and the API show it."""
        moments = {"started_at": iso(self.started_at), "ended_at": iso(self.ended_at)}
        return {"job_id": job_id, **asdict(self), **moments, "run_seconds": round(self.run_seconds, 3)}


def read_attempts(connection: redis.Redis, job_id: str) -> list[AttemptReading]:
    """Return the unsuccessful attempts, oldest first. The last 50 are stored."""
    count_ended(connection)
    entries = cast(list[Any], connection.xrange(raw_of(rq_keys.results(job_id))))
    return [_reading(entry_id, fields) for entry_id, fields in entries if b"fsp_attempt" in fields]


def _reading(entry_id: bytes, raw: dict[bytes, bytes]) -> AttemptReading:
    fields = Fields(raw)
    # The id of an entry is the time at which it was written.
    ended_at = fields.read("execution_ended_at", moment_of_epoch, None) or moment_of_epoch(
        entry_id.split(b"-")[0], per_second=1000
    )
    return AttemptReading(
        attempt=fields.count("fsp_attempt"),
        outcome=fields.text("fsp_outcome"),
        started_at=fields.read("execution_started_at", moment_of_epoch, ended_at),
        ended_at=ended_at,
        error=fields.text("fsp_error"),
        traceback=fields.read("exc_string", _traceback, ""),
        worker=fields.text("worker_name"),
        host=fields.text("fsp_host"),
        version=fields.text("fsp_version"),
    )


def _traceback(raw: bytes) -> str:
    try:
        return text_of(zlib.decompress(b64decode(raw)))
    except zlib.error as error:
        raise Undecodable(str(error)) from error
