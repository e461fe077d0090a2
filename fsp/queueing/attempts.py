"""Reading the attempts at a job, from the stream RQ keeps its results in."""

import zlib
from base64 import b64decode
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

import redis

from fsp.clock import from_epoch, iso
from fsp.redis_ops import rq_keys


@dataclass(frozen=True)
class AttemptReading:
    """One attempt that ended; `outcome` is retried, lost_worker, failed, timeout, killed or stopped."""

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
        """Return how long it ran."""
        return max(0.0, (self.ended_at - self.started_at).total_seconds())

    def as_json(self, job_id: str) -> dict[str, Any]:
        """Return the attempt as a dead letter, the page and the API tell of it."""
        moments = {"started_at": iso(self.started_at), "ended_at": iso(self.ended_at)}
        return {"job_id": job_id, **asdict(self), **moments, "run_seconds": round(self.run_seconds, 3)}


def read_attempts(connection: redis.Redis, job_id: str) -> list[AttemptReading]:
    """Return the attempts that did not succeed, oldest first; the last 50 are kept."""
    entries = cast(list[Any], connection.xrange(rq_keys.results(job_id)))
    return [_reading(fields) for _, fields in entries if b"fsp_attempt" in fields]


def _reading(fields: dict[bytes, bytes]) -> AttemptReading:
    def text(name: str) -> str:
        return fields.get(name.encode(), b"").decode("utf-8", "replace")

    traceback = text("exc_string")
    return AttemptReading(
        attempt=int(text("fsp_attempt")),
        outcome=text("fsp_outcome"),
        started_at=from_epoch(float(text("execution_started_at"))),
        ended_at=from_epoch(float(text("execution_ended_at"))),
        error=text("fsp_error"),
        traceback=zlib.decompress(b64decode(traceback)).decode() if traceback else "",
        worker=text("worker_name"),
        host=text("fsp_host"),
        version=text("fsp_version"),
    )
