"""Claims: a job leased to a worker, the renewal of leases, and the recovery of jobs from crashed workers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, cast

import redis
from rq.defaults import RQ_KEY_PREFIX

from fsp.queueing.rq_job import FAILURE_TTL_SECONDS
from fsp.redis_ops import rq_keys
from fsp.redis_ops.scripts import script
from fsp.storable import MAX_NAME_BYTES, fault_of
from fsp.stored import exact_text_of, number_of, object_of, raw_of, read_or, text_of
from fsp.stored_hash import DIGITS_OF_NOW, Fields

POISON_CRASHES = 3
"""A job that has crashed this many processes is not run again."""

BURIAL_MILLISECONDS = 30_000
MAX_TIMEOUT_SECONDS = 30 * 86400

REAP_EVERY_SECONDS = 5.0
"""The longest interval. If nobody reaped for twice as long, Redis was down or refused writes."""

CARRIED_AT_ONCE = 1_000
"""Blocked jobs of an older version that one call moves."""

SPARED_MILLISECONDS = 4_000
"""The time after such a gap in which workers renew expired leases and record results."""


@dataclass(frozen=True)
class Claim:
    """A job leased to this worker. Only the holder of `token` may finish it. `fields` are a part of its RQ hash."""

    job_id: str
    token: str
    queue: str
    job_type: str
    attempt: int
    failures: int
    fields: dict[bytes, bytes]
    undecodable: Mapping[str, str] = field(default_factory=dict)
    """The counters in its hash that cannot be read: name → stored value."""

    @property
    def is_requested(self) -> bool:
        """Return whether a row in SQL waits for the result of this job."""
        return b"fsp_requested" in self.fields

    @property
    def enqueued_at(self) -> datetime | None:
        """Return when the job was first due, if known."""
        return Fields(self.fields).milliseconds("fsp_enqueued_ms")

    @property
    def started_at(self) -> datetime | None:
        """Return when this attempt was claimed, if known."""
        return Fields(self.fields).milliseconds("fsp_started_ms")

    @property
    def timeout_seconds(self) -> float | None:
        """Return the time limit in the job's hash, if it can be read."""
        seconds = Fields(self.fields).read("timeout", number_of, None)
        return seconds if seconds is not None and 0 < seconds <= MAX_TIMEOUT_SECONDS else None

    @property
    def first_wait_seconds(self) -> float | None:
        """Return how long the job waited for its first attempt; None for a later one, whose wait was intended."""
        since, started = self.milliseconds("fsp_enqueued_ms"), self.milliseconds("fsp_started_ms")
        if self.attempt != 1 or since is None or started is None:
            return None
        return max(0.0, (started - since) / 1000)

    @cached_property
    def arguments(self) -> dict[str, Any]:
        """Return the job's arguments; empty if they cannot be read."""
        return Fields(self.fields).object("fsp_arguments")

    @property
    def fault(self) -> str:
        """Return in words why the stored job cannot run; empty if it can."""
        fault = fault_of(self.job_id, max_bytes=MAX_NAME_BYTES)
        if fault:
            return f"The id of the job {fault}."
        shown = [f"{name} is {text!r}" for name, text in self.undecodable.items()]
        if not self._has_arguments:
            # They may contain secrets, which cannot be found in unreadable data.
            shown.append("fsp_arguments is no JSON object")
        return f"The job cannot be read: {', '.join(shown)}." if shown else ""

    @property
    def _has_arguments(self) -> bool:
        raw = self.fields.get(b"fsp_arguments") or b"{}"
        return raw == b"{}" or bool(self.arguments) or read_or(None, object_of, raw) is not None

    def milliseconds(self, name: str) -> int | None:
        """Return a stored timestamp of the job hash in Unix milliseconds; None if it cannot be read."""
        raw = self.fields.get(name.encode())
        if raw is not None and len(raw) == DIGITS_OF_NOW and raw.isdigit():
            return int(raw)
        moment = Fields(self.fields).milliseconds(name)
        return round(moment.timestamp() * 1000) if moment else None

    def text(self, name: str) -> str:
        """Return one field of the job hash, or an empty string."""
        return self.fields.get(name.encode(), b"").decode("utf-8", "replace")


def claim_of(job_id: str, token: str, queue: str, fields: dict[bytes, bytes]) -> Claim:
    """Return the claim that a job's hash describes."""
    read = Fields(fields)
    return Claim(
        job_id=job_id,
        token=token,
        queue=queue,
        job_type=read.text("fsp_type"),
        attempt=read.count("fsp_attempt", 1),
        failures=read.count("fsp_failures"),
        fields=fields,
        undecodable=read.undecodable,
    )


def find_claim(connection: redis.Redis, job_id: str, token: str) -> Claim | None:
    """Return the claim with this token if it still holds its job."""
    fields = cast(dict[bytes, bytes], connection.hgetall(rq_keys.job(job_id)))
    if text_of(fields.get(b"fsp_token")) != token:
        return None
    return claim_of(job_id, token, text_of(fields.get(b"origin")), fields)


def renew_lease(connection: redis.Redis, job_id: str, token: str, *, lease_seconds: int) -> bool:
    """Renew the lease of an attempt; return False if the job now belongs to another attempt."""
    args: list[str | int] = [RQ_KEY_PREFIX, job_id, token, lease_seconds * 1000]
    return bool(script("renew")(args=args, client=connection))


def carry_over(connection: redis.Redis) -> None:
    """Move jobs that a version without keyed gates blocked to where this version looks. It may run in parallel."""
    args: list[str | int] = [RQ_KEY_PREFIX, CARRIED_AT_ONCE]
    while int(cast(int, script("carry_over")(args=args, client=connection))) >= CARRIED_AT_ONCE:
        continue


def reap(connection: redis.Redis, *, every_seconds: float = REAP_EVERY_SECONDS) -> list[Claim]:
    """Return the jobs of crashed workers to their queues; return poison jobs, which the caller must dead-letter.

    After a gap of more than twice `every_seconds`, leases that expired in it are spared briefly, because nobody could
    renew them.
    """
    poisoned = script("reap")(
        args=[
            *(RQ_KEY_PREFIX, POISON_CRASHES, BURIAL_MILLISECONDS, FAILURE_TTL_SECONDS),
            *(round(2000 * every_seconds), SPARED_MILLISECONDS),
        ],
        client=connection,
    )
    carry_over(connection)
    flat = [exact_text_of(part) for part in cast(list[bytes], poisoned)]
    claims = []
    for job_id, token in zip(flat[::2], flat[1::2], strict=True):
        fields = cast(dict[bytes, bytes], connection.hgetall(raw_of(rq_keys.job(job_id))))
        claims.append(claim_of(job_id, token, text_of(fields.get(b"origin")), fields))
    return claims
