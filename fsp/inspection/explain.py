"""Why a waiting job is not running: the blockers in their order, from the state the claim script decides by."""

from datetime import datetime
from typing import Any, cast

import redis

from fsp.errors import NotFound
from fsp.gates.gate import Gate, read_gates
from fsp.gates.pauses import Pause, read_queue_pauses
from fsp.inspection.awaited import awaited_jobs
from fsp.inspection.workers import read_workers
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import find_job_type
from fsp.queueing.blocker import Blocker
from fsp.redis_ops import keys, rq_keys
from fsp.redis_ops.host_clocks import read_clocks
from fsp.stored import moment_of_epoch, read_or, text_of

HOLDERS_SHOWN = 20

FIRST_LOOKED_AT = 10_000
"""A place further back is not looked for: Redis would do nothing else meanwhile."""


def explain(connection: redis.Redis, job_id: str, now: datetime) -> list[Blocker]:
    """Return what keeps a job from running, the first to be overcome first; nothing for a job that does not wait.

    Raise NotFound if Redis does not know the job.
    """
    status, queue, job_type = _job(connection, job_id)
    if status == "scheduled":
        due_at = connection.zscore(rq_keys.scheduled(queue), job_id)
        moment = read_or(None, moment_of_epoch, due_at)
        if moment is not None and moment > now:
            return [Blocker("scheduled", "It waits for its time.", until=moment)]
    if status == "deferred":
        return awaited_jobs(connection, job_id)
    if status not in {"queued", "scheduled", "rate_limited"}:
        return []
    gate = next((found for found in read_gates(connection, now) if found.job_type == job_type), None)
    return [
        *_workers(connection, now),
        *_clocks(connection, job_type),
        *_queue_pause(connection, queue, now),
        *(_gate(connection, gate) if gate else [Blocker("unknown type", f"No job type {job_type} is registered.")]),
        *_ahead(connection, job_id, queue, job_type),
    ]


def _job(connection: redis.Redis, job_id: str) -> tuple[str, str, str]:
    fields = cast(list[bytes | None], connection.hmget(rq_keys.job(job_id), ["status", "origin", "fsp_type"]))
    if fields[0] is None:
        raise NotFound(f'There is no job "{job_id}" in Redis.')
    status, queue, job_type = (text_of(field) for field in fields)
    return status, queue, job_type


def _workers(connection: redis.Redis, now: datetime) -> list[Blocker]:
    if read_workers(connection, now):
        return []
    return [Blocker("no worker", "No worker is running; start one with fsp worker.")]


def _clocks(connection: redis.Redis, job_type: str) -> list[Blocker]:
    rules = find_job_type(job_type)
    if rules is None or not rules.is_time_based:
        return []
    working = [clock for clock in read_clocks(connection) if "worker" in clock.parts]
    if not working or not all(clock.is_off for clock in working):
        return []
    return [Blocker("clock", working[0].in_words)]


def _queue_pause(connection: redis.Redis, queue: str, now: datetime) -> list[Blocker]:
    pause = read_queue_pauses(connection, now).get(queue)
    if pause is None:
        return []
    return [Blocker("queue paused", _paused_by(pause, f"the queue {queue}"), until=pause.until)]


def _paused_by(pause: Pause, what: str) -> str:
    return f"{pause.by} paused {what}" + (f" ({pause.reason})." if pause.reason else ".")


def _gate(connection: redis.Redis, gate: Gate) -> list[Blocker]:
    found = []
    if gate.pause:
        found.append(Blocker("type paused", _paused_by(gate.pause, gate.job_type), until=gate.pause.until))
    if gate.circuit == "open":
        found.append(Blocker("circuit open", f"The circuit is open: {gate.why}.", until=gate.open_until))
    if gate.limit and gate.running >= gate.limit:
        holders = cast(list[bytes], connection.zrange(keys.slots(gate.job_type), 0, HOLDERS_SHOWN - 1))
        words = f"{gate.running} of {gate.limit} {gate.job_type} jobs are running"
        words += ", the probe that decides over its circuit." if gate.circuit == "half-open" else "."
        found.append(Blocker("limit", words, held_by=tuple(text_of(holder) for holder in holders)))
    return found


def _ahead(connection: redis.Redis, job_id: str, queue: str, job_type: str) -> list[Blocker]:
    pipeline: Any = connection.pipeline(transaction=False)
    before = QUEUE_NAMES[: QUEUE_NAMES.index(queue)] if queue in QUEUE_NAMES else ()
    for name in before:
        pipeline.llen(rq_keys.queue(name))
    lists = {
        f"the parked {job_type} jobs": keys.parked(queue, job_type),
        f"the queue {queue}": rq_keys.queue(queue),
    }
    for key in lists.values():
        pipeline.lpos(key, job_id, maxlen=FIRST_LOOKED_AT)
        pipeline.llen(key)
    *lengths, parked_at, parked, queued_at, queued = pipeline.execute()
    found = [
        Blocker("priority", f"{length} jobs wait in {name}, which goes first.")
        for name, length in zip(before, lengths, strict=True)
        if length
    ]
    for place, position in zip(lists, (parked_at, queued_at), strict=True):
        if position:
            found.append(Blocker("order", f"{position} jobs are before it in {place}."))
    if parked_at is None and queued_at is None and max(parked, queued) > FIRST_LOOKED_AT:
        place = next(place for place, length in zip(lists, (parked, queued), strict=True) if length > FIRST_LOOKED_AT)
        found.append(Blocker("order", f"{FIRST_LOOKED_AT:,} or more jobs are before it in {place}."))
    return found
