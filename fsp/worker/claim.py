"""A job leased to a worker, and the lease kept: what a claim is, and how those of the dead come back."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import redis
from rq.defaults import RQ_KEY_PREFIX

from fsp.clock import from_epoch
from fsp.queueing.rq_job import FAILURE_TTL_SECONDS
from fsp.redis_ops import rq_keys
from fsp.redis_ops.scripts import script

POISON_CRASHES = 3
"""A job that has taken this many processes down with it is not run again."""

BURIAL_MILLISECONDS = 30_000


@dataclass(frozen=True)
class Claim:
    """A job leased to this worker; only the holder of `token` may finish it. `fields` are of its RQ hash, not all."""

    job_id: str
    token: str
    queue: str
    job_type: str
    attempt: int
    failures: int
    fields: dict[bytes, bytes]

    @property
    def is_requested(self) -> bool:
        """Return whether a row in SQL waits for the end of this job."""
        return b"fsp_requested" in self.fields

    @property
    def enqueued_at(self) -> datetime | None:
        """Return when the job was to be looked at first, if that is known."""
        since = self.text("fsp_enqueued_ms")
        return from_epoch(int(since) / 1000) if since else None

    @property
    def first_wait_seconds(self) -> float | None:
        """Return how long the job waited for its first attempt; None for a later one, whose wait was meant."""
        since = self.text("fsp_enqueued_ms")
        started = self.text("fsp_started_ms")
        if self.attempt != 1 or not since or not started:
            return None
        return max(0, int(started) - int(since)) / 1000

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the job's arguments; none where they cannot be read."""
        try:
            found = json.loads(self.text("fsp_arguments") or "{}")
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def text(self, name: str) -> str:
        """Return one field of the job hash, or an empty text."""
        return self.fields.get(name.encode(), b"").decode("utf-8", "replace")


def claim_of(job_id: str, token: str, queue: str, fields: dict[bytes, bytes]) -> Claim:
    """Return the claim a job's hash describes."""
    return Claim(
        job_id=job_id,
        token=token,
        queue=queue,
        job_type=fields.get(b"fsp_type", b"").decode(),
        attempt=int(fields.get(b"fsp_attempt", 1)),
        failures=int(fields.get(b"fsp_failures", 0)),
        fields=fields,
    )


def find_claim(connection: redis.Redis, job_id: str, token: str) -> Claim | None:
    """Return the claim of this token if it still holds its job."""
    fields = cast(dict[bytes, bytes], connection.hgetall(rq_keys.job(job_id)))
    if fields.get(b"fsp_token", b"").decode() != token:
        return None
    return claim_of(job_id, token, fields.get(b"origin", b"").decode(), fields)


def renew_lease(connection: redis.Redis, job_id: str, token: str, *, lease_seconds: int) -> bool:
    """Keep an attempt's lease; return False if the job now belongs to another attempt."""
    args: list[str | int] = [RQ_KEY_PREFIX, job_id, token, lease_seconds * 1000]
    return bool(script("renew")(args=args, client=connection))


def reap(connection: redis.Redis) -> list[Claim]:
    """Return the jobs of dead workers to their queues; return the poison pills, which the caller must bury."""
    found = script("reap")(
        args=[RQ_KEY_PREFIX, POISON_CRASHES, BURIAL_MILLISECONDS, FAILURE_TTL_SECONDS], client=connection
    )
    flat = [part.decode() for part in cast(list[Any], found)]
    claims = []
    for job_id, token in zip(flat[::2], flat[1::2], strict=True):
        fields = cast(dict[bytes, bytes], connection.hgetall(rq_keys.job(job_id)))
        claims.append(claim_of(job_id, token, fields.get(b"origin", b"").decode(), fields))
    return claims
