"""Claiming a job, keeping its lease, and saying how it ended: the worker's side of the Lua scripts."""

import json
from dataclasses import dataclass
from typing import Any, cast

import redis
from rq.defaults import RQ_KEY_PREFIX
from rq.utils import utcformat

from fsp.clock import utc_now
from fsp.errors import UnknownJobType
from fsp.jobs.circuit import DEFAULT_CIRCUIT, Circuit
from fsp.jobs.registry import all_job_types, get_job_type
from fsp.metrics.counters import bucket_label
from fsp.queueing.enqueue import FAILURE_TTL_SECONDS, RESULT_TTL_SECONDS
from fsp.redis_ops.scripts import script

POISON_CRASHES = 3
"""A job that has taken this many workers down with it is not run again."""

BURIAL_MILLISECONDS = 30_000


@dataclass(frozen=True)
class Claim:
    """A job leased to this worker; only the holder of `token` may finish it. `fields` is its RQ hash."""

    job_id: str
    token: str
    queue: str
    job_type: str
    attempt: int
    failures: int
    fields: dict[bytes, bytes]

    def text(self, name: str) -> str:
        """Return one field of the job hash, or an empty text."""
        return self.fields.get(name.encode(), b"").decode("utf-8", "replace")


def claim_next(connection: redis.Redis, *, worker: str, queues: list[str], lease_seconds: int) -> Claim | None:
    """Lease the next job that may run, or return None if there is none."""
    limits = json.dumps({found.name: found.concurrency for found in all_job_types()})
    waits = json.dumps({found.name: found.max_wait_seconds * 1000 for found in all_job_types()})
    now = utcformat(utc_now())
    args: list[str | int] = [lease_seconds * 1000, worker, now, limits, waits, RQ_KEY_PREFIX, *queues]
    claimed = script("claim")(args=args, client=connection)
    if claimed is None:
        return None
    job_id, token, queue, flat = cast(list[Any], claimed)
    fields = dict(zip(flat[::2], flat[1::2], strict=True))
    return _claim(job_id.decode(), str(token), queue.decode(), fields)


def renew(connection: redis.Redis, claim: Claim, *, lease_seconds: int) -> bool:
    """Keep the lease; return False if the job now belongs to another attempt."""
    args: list[str | int] = [
        RQ_KEY_PREFIX,
        claim.job_id,
        claim.token,
        claim.queue,
        claim.job_type,
        lease_seconds * 1000,
    ]
    return bool(script("renew")(args=args, client=connection))


def reap(connection: redis.Redis) -> list[Claim]:
    """Return the jobs of dead workers to their queues; return the poison pills, which the caller must bury."""
    found = script("reap")(args=[RQ_KEY_PREFIX, POISON_CRASHES, BURIAL_MILLISECONDS], client=connection)
    flat = [part.decode() for part in cast(list[bytes], found)]
    claims = []
    for job_id, token in zip(flat[::2], flat[1::2], strict=True):
        fields = cast(dict[bytes, bytes], connection.hgetall(f"{RQ_KEY_PREFIX}:job:{job_id}"))
        claims.append(_claim(job_id, token, fields.get(b"origin", b"").decode(), fields))
    return claims


def finish(
    connection: redis.Redis,
    claim: Claim,
    action: str,
    *,
    outcome: str = "",
    text: str = "",
    due_at: float = 0.0,
    run_seconds: float = 0.0,
    summary: str = "",
    lesson: str = "",
) -> bool:
    """Record a success, retry, dead or release; return False if this attempt no longer owns the job.

    `lesson` is what the circuit of its type learns: `good`, `bad`, or nothing.
    """
    circuit = _circuit(claim.job_type)
    keep = FAILURE_TTL_SECONDS if action == "dead" else RESULT_TTL_SECONDS
    args: list[Any] = [RQ_KEY_PREFIX, claim.job_id, claim.token, claim.queue, claim.job_type, action, outcome]
    args += [utcformat(utc_now()), due_at, keep, text, summary, run_seconds, bucket_label(run_seconds)]
    args += [lesson, circuit.failures, circuit.open_seconds * 1000, "" if circuit.ratio is None else circuit.ratio]
    args += [circuit.window_seconds * 1000, circuit.minimum]
    return bool(script("finish")(args=args, client=connection))


def _circuit(job_type: str) -> Circuit:
    try:
        return get_job_type(job_type).circuit
    except UnknownJobType:
        return DEFAULT_CIRCUIT


def _claim(job_id: str, token: str, queue: str, fields: dict[bytes, bytes]) -> Claim:
    return Claim(
        job_id=job_id,
        token=token,
        queue=queue,
        job_type=fields.get(b"fsp_type", b"").decode(),
        attempt=int(fields.get(b"fsp_attempt", 1)),
        failures=int(fields.get(b"fsp_failures", 0)),
        fields=fields,
    )
