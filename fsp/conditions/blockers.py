"""Explains why something does not proceed: a waiting job, a queue, a schedule or a worker.

The first blocker comes first.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from fsp.amounts import duration
from fsp.conditions.blockers_keyed import why_shut
from fsp.conditions.limits import SCHEDULER_SILENT_SECONDS
from fsp.conditions.work import Work
from fsp.gates.gate import Gate
from fsp.gates.keyed import KeyedGate
from fsp.gates.pauses import Pause
from fsp.inspection.fleet import FleetWorker, WorkerState
from fsp.inspection.queues import QueueReading
from fsp.jobs.registry import find_job_type, get_job_type
from fsp.queueing.blocker import Blocker, BlockerKind

MAX_TYPES_NAMED = 2


@dataclass(frozen=True)
class WaitingJob:
    """A job whose status allows it to run, with what precedes it."""

    queue: str
    job_type: str
    before: tuple[Blocker, ...] = ()
    slot_holders: tuple[str, ...] = ()
    keyed_gates: tuple[KeyedGate, ...] = ()


@dataclass(frozen=True)
class LateSchedule:
    """An overdue schedule. `last_error` is None unless its last job failed."""

    job_type: str
    pause: Pause | None
    last_error: str | None


def why_held(
    subject: WaitingJob | QueueReading | LateSchedule | FleetWorker, work: Work, now: datetime
) -> list[Blocker]:
    """Return what blocks it, in clauses such as `no workers are running`."""
    match subject:
        case WaitingJob():
            return [*_no_worker(work), *_clocks(subject, work), *_gates_of_job(subject, work), *subject.before]
        case QueueReading():
            return _of_queue(subject, work) if subject.waiting + subject.blocked else []
        case LateSchedule():
            return list(_of_schedule(subject, work, now)) or [
                Blocker(BlockerKind.WAITS, "a run is queued or in progress")
            ]
        case FleetWorker():
            return list(_of_worker(subject, work))
        case _:
            assert_never(subject)


def paused(pause: Pause, what: str) -> str:
    """Return who paused something, and why."""
    return f"{pause.by} paused {what}" + (f": {pause.reason}" if pause.reason else "")


def _no_worker(work: Work) -> Iterator[Blocker]:
    if not work.has_workers:
        yield Blocker(BlockerKind.NO_WORKER, "no workers are running")


def _clocks(job: WaitingJob, work: Work) -> Iterator[Blocker]:
    rules = find_job_type(job.job_type)
    clocks = [clock for clock in work.clocks if "worker" in clock.parts]
    if rules is not None and rules.is_time_based and clocks and all(clock.is_off for clock in clocks):
        yield Blocker(BlockerKind.CLOCK, clocks[0].in_words.removesuffix("."))


def _queue_pause(queue: str, work: Work) -> Iterator[Blocker]:
    if pause := work.pauses.get(queue):
        yield Blocker(BlockerKind.QUEUE_PAUSED, paused(pause, f"the queue {queue}"), until=pause.until)


def _gates_of_job(job: WaitingJob, work: Work) -> Iterator[Blocker]:
    yield from _queue_pause(job.queue, work)
    gate = next((gate for gate in work.gates if gate.job_type == job.job_type), None)
    if gate is None:
        yield Blocker(BlockerKind.UNKNOWN_TYPE, f"no job type {job.job_type} is registered")
        return
    for blocker in _of_gate(gate):
        is_of_probe = blocker.kind is BlockerKind.CIRCUIT and gate.circuit == "half-open"
        if is_of_probe and not gate.running:
            # The next claimed job is the probe that decides about the circuit.
            continue
        is_of_slots = is_of_probe or blocker.kind is BlockerKind.LIMIT
        yield replace(blocker, kind=BlockerKind.LIMIT, held_by=job.slot_holders) if is_of_slots else blocker
    for keyed_gate in job.keyed_gates:
        yield from why_shut(keyed_gate)


def _of_gate(gate: Gate) -> Iterator[Blocker]:
    if gate.pause:
        yield Blocker(BlockerKind.TYPE_PAUSED, paused(gate.pause, gate.job_type), until=gate.pause.until)
    if gate.circuit != "closed":
        why = f": {gate.why}" if gate.why else ""
        words = f"the circuit breaker of {gate.job_type} is {gate.circuit}{why}"
        yield Blocker(BlockerKind.CIRCUIT, words, until=gate.open_until)
    elif gate.limit and gate.running >= gate.limit:
        taken = "the only slot" if gate.limit == 1 else f"all {gate.limit} slots"
        yield Blocker(BlockerKind.LIMIT, f"{taken} of {gate.job_type} {'is' if gate.limit == 1 else 'are'} taken")


def _of_queue(queue: QueueReading, work: Work) -> list[Blocker]:
    """Return what stops the whole queue; then gates of its job types and busy workers, those with more jobs first."""
    gates, busy = list(_gates_of_queue(queue, work)), list(_busy(work))
    is_by_gates = 2 * sum(gate.held_in.get(queue.name, 0) for gate in work.gates) >= queue.waiting + queue.blocked
    stops = [*_no_worker(work), *_queue_pause(queue.name, work)]
    return [*stops, *(gates + busy if is_by_gates else busy + gates)]


def _gates_of_queue(queue: QueueReading, work: Work) -> Iterator[Blocker]:
    # Only blocked jobs, or those about to be, wait for a gate, and only in this queue.
    front = work.fronts.get(queue.name, Counter())
    for gate in work.gates:
        is_shut = bool(gate.stopped_because)
        share = front[gate.job_type] / front.total() if is_shut and front else 0.0
        jobs = gate.held_in.get(queue.name, 0) + share * queue.waiting
        for blocker in _of_gate(gate) if jobs else ():
            yield replace(blocker, jobs=jobs)
            break


def _busy(work: Work) -> Iterator[Blocker]:
    workers = [worker for worker in work.fleet if worker.is_there]
    slots, jobs = sum(worker.slots for worker in workers), [job for worker in workers for job in worker.jobs]
    if slots and len(jobs) >= slots:
        by_type = Counter(job.job_type for job in jobs).most_common(MAX_TYPES_NAMED)
        taken = " and ".join(f"{count} running {job_type}" for job_type, count in by_type)
        yield Blocker(BlockerKind.BUSY, f"all workers are busy: {taken}")


def _of_schedule(schedule: LateSchedule, work: Work, now: datetime) -> Iterator[Blocker]:
    if schedule.pause:
        reason = f": {schedule.pause.reason}" if schedule.pause.reason else ""
        yield Blocker(BlockerKind.SCHEDULE_PAUSED, f"paused by {schedule.pause.by}{reason}")
    ticked_at = work.scheduler.ticked_at
    if ticked_at is None or (now - ticked_at).total_seconds() > SCHEDULER_SILENT_SECONDS:
        yield Blocker(BlockerKind.NO_SCHEDULER, "no scheduler is running")
    queue = get_job_type(schedule.job_type).priority.value
    if queue in work.pauses:
        yield Blocker(BlockerKind.QUEUE_PAUSED, f"the queue {queue} is paused")
    for gate in work.gates:
        if gate.job_type == schedule.job_type and gate.pause:
            yield Blocker(BlockerKind.TYPE_PAUSED, f"the job type {gate.job_type} is paused")
        elif gate.job_type == schedule.job_type and gate.circuit == "open":
            yield from _of_gate(gate)
    if schedule.last_error is not None:
        yield Blocker(BlockerKind.FAILED, f"the last run failed: {schedule.last_error}")


def _of_worker(worker: FleetWorker, work: Work) -> Iterator[Blocker]:
    if worker.state is WorkerState.GONE:
        because = f": {worker.report.left_because}" if worker.report.left_because else ""
        yield Blocker(BlockerKind.LEAVING, f"it has stopped{because}")
    elif worker.state is WorkerState.LOST:
        yield Blocker(BlockerKind.LOST, f"it sent no heartbeat for {duration(round(worker.heartbeat_age_seconds))}")
    elif worker.drain:
        yield Blocker(BlockerKind.LEAVING, f"draining, requested by {worker.drain.by}")
    elif worker.jobs_running >= worker.slots:
        taken = "its only slot is" if worker.slots == 1 else f"all its {worker.slots} slots are"
        yield Blocker(BlockerKind.BUSY, f"{taken} taken", held_by=tuple(job.job_id for job in worker.jobs))
    elif work.waiting == 0:
        yield Blocker(BlockerKind.WAITS, "no job waits in a queue")
    if worker.is_there:
        yield from _clock_of_worker(worker, work)


def _clock_of_worker(worker: FleetWorker, work: Work) -> Iterator[Blocker]:
    for clock in work.clocks:
        if clock.is_off and "worker" in clock.parts and clock.host == worker.report.host:
            off = abs(clock.skew.total_seconds())
            words = f"the clock of its host is {off:.0f} s off, so it takes no time-based jobs"
            yield Blocker(BlockerKind.CLOCK, words)
