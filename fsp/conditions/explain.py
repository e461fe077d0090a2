"""Explains why a waiting job is not running: its blockers in order, from the state that the claim script uses."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import redis
from redis.client import Pipeline

from fsp.conditions.blockers import WaitingJob, why_held
from fsp.conditions.gate_names import name_gates
from fsp.conditions.work import add_work
from fsp.errors import NotFound
from fsp.gates.keyed import keyed_gate_read
from fsp.inspection.awaited import awaited_jobs
from fsp.jobs.gate import keyed_gates_in, shown_gate
from fsp.jobs.priority import QUEUE_NAMES
from fsp.queueing.blocker import Blocker, BlockerKind
from fsp.redis_ops import gate_keys, rq_keys
from fsp.redis_ops.reads import Batch, Read, fetch, gathered
from fsp.stored import moment_of_epoch, read_or, text_of

MAX_HOLDERS = 20

MAX_PLACES_SEARCHED = 10_000
"""Positions further back are not searched, because that would block Redis for too long."""

PAUSES = frozenset({BlockerKind.QUEUE_PAUSED, BlockerKind.TYPE_PAUSED, BlockerKind.GATE_PAUSED})


@dataclass(frozen=True)
class _Job:
    status: str
    queue: str
    job_type: str
    gates: str
    share: str


def explain(connection: redis.Redis, job_id: str, now: datetime) -> list[Blocker]:
    """Return what blocks a job, in sentences; empty for a job that is not waiting.

    Raise NotFound if Redis does not know the job.
    """
    job = fetch(connection, _job_read(job_id))
    if job.status == "scheduled":
        due_at = read_or(None, moment_of_epoch, connection.zscore(rq_keys.scheduled(job.queue), job_id))
        if due_at is not None and due_at > now:
            return [Blocker(BlockerKind.SCHEDULED, "Scheduled for later.", until=due_at)]
    if job.status == "deferred":
        return awaited_jobs(connection, job_id)
    if job.status not in {"queued", "scheduled", "rate_limited"}:
        return []
    batch = Batch(connection)
    work, waiting = add_work(batch, now), batch.add(_waiting_read(job_id, job))
    gates = batch.add(gathered([keyed_gate_read(gate, now) for gate in keyed_gates_in(job.gates)]))
    batch.send()
    held_job = replace(waiting.value, keyed_gates=gates.value)
    sentences = [_in_a_sentence(blocker) for blocker in why_held(held_job, work(), now)]
    return name_gates(sentences, keyed_gates_in(job.gates))


def _in_a_sentence(blocker: Blocker) -> Blocker:
    # The name of the user is not capitalised.
    first = blocker.words[0] if blocker.kind in PAUSES else blocker.words[0].upper()
    advice = "; start one with fsp worker" if blocker.kind is BlockerKind.NO_WORKER else ""
    return replace(blocker, words=f"{first}{blocker.words[1:]}{advice}.")


def _job_read(job_id: str) -> Read[_Job]:
    def job(answers: list[list[bytes | None]]) -> _Job:
        status, queue, job_type, gates, share = answers[0]
        if status is None:
            raise NotFound(f'There is no job "{job_id}" in Redis.')
        return _Job(text_of(status), text_of(queue), text_of(job_type), text_of(gates), text_of(share))

    fields = ["status", "origin", "fsp_type", "fsp_gates", "fsp_share"]
    return Read(lambda pipeline: pipeline.hmget(rq_keys.job(job_id), fields), job)


def _waiting_read(job_id: str, job: _Job) -> Read[WaitingJob]:
    higher = QUEUE_NAMES[: QUEUE_NAMES.index(job.queue)] if job.queue in QUEUE_NAMES else ()
    lane, own_queue = gate_keys.lane(job.queue, job.job_type, job.gates), rq_keys.queue(job.queue)
    names, flow = (_lane_name(job), f"the queue {job.queue}"), gate_keys.flow(job.queue, job.job_type, job.share)

    def ask(pipeline: Pipeline) -> None:
        for queue in higher:
            pipeline.llen(rq_keys.queue(queue))
            pipeline.zcard(gate_keys.shared(queue))
        pipeline.zrank(lane, job_id)
        pipeline.zrank(flow, job_id)
        pipeline.zcard(gate_keys.flows(job.queue, job.job_type))
        pipeline.lpos(own_queue, job_id, maxlen=MAX_PLACES_SEARCHED)
        pipeline.llen(own_queue)
        pipeline.zrange(gate_keys.slots(job.job_type), 0, MAX_HOLDERS - 1)

    def waiting(answers: list[Any]) -> WaitingJob:
        *lengths, blocked_at, shared_at, flows, queued_at, queued, holders = answers
        pairs = zip(lengths[::2], lengths[1::2], strict=True)
        before = [*_higher(higher, [sum(pair) for pair in pairs]), *_in_flow(job, shared_at, flows)]
        if shared_at is None:
            before += _ahead(names, (blocked_at, queued_at), queued)
        return WaitingJob(job.queue, job.job_type, tuple(before), tuple(text_of(holder) for holder in holders))

    return Read(ask, waiting)


def _higher(queues: tuple[str, ...], lengths: list[int]) -> Iterator[Blocker]:
    for queue, length in zip(queues, lengths, strict=True):
        if length:
            yield Blocker(BlockerKind.PRIORITY, f"{length} jobs are waiting in {queue}, which has priority")


def _in_flow(job: _Job, position: int | None, flows: int) -> Iterator[Blocker]:
    share = shown_gate(job.share) if job.share else ""
    if position:
        yield Blocker(BlockerKind.ORDER, f"{position} jobs of {share} are ahead of it")
    if position is not None and flows > 1:
        others = f"{flows - 1} other{'s' if flows > 2 else ''}"  # noqa: PLR2004  (one other, or several)
        yield Blocker(BlockerKind.ORDER, f"{share} takes turns with {others}")


def _lane_name(job: _Job) -> str:
    gates = " and ".join(shown_gate(gate) for gate in keyed_gates_in(job.gates))
    return f"the blocked {job.job_type} jobs" + (f" of {gates}" if gates else "")


def _ahead(names: tuple[str, str], positions: tuple[int | None, int | None], queued: int) -> Iterator[Blocker]:
    for name, position in zip(names, positions, strict=True):
        if position:
            yield Blocker(BlockerKind.ORDER, f"{position} jobs are ahead of it in {name}")
    if positions == (None, None) and queued > MAX_PLACES_SEARCHED:
        yield Blocker(BlockerKind.ORDER, f"{MAX_PLACES_SEARCHED:,} or more jobs are ahead of it in {names[1]}")
