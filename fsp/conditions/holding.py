"""What holds a queue up, in words: the first thing to overcome first, from what Redis holds of the system."""

from collections import Counter
from collections.abc import Iterator

from fsp.amounts import duration, number
from fsp.conditions.system import System
from fsp.gates.gate import Gate
from fsp.gates.pauses import Pause
from fsp.inspection.queues import QueueReading

MAX_CAUSES = 2


def what_holds(queue: QueueReading, system: System) -> str:
    """Return the first causes why jobs of a queue wait; empty if nothing waits."""
    if not queue.waiting + queue.parked:
        return ""
    causes = [*_stopped(queue, system), *_gates(queue, system), *_busy(system)] or _flow(queue, system)
    return "; ".join(causes[:MAX_CAUSES])


def what_gates_hold(queue: QueueReading, system: System) -> str:
    """Return what holds jobs of this queue: pauses, circuits, taken slots and busy workers; what holds more, first."""
    gates, busy = list(_gates(queue, system)), list(_busy(system))
    blocked = sum(count for (name, _), count in system.blocked.items() if name == queue.name)
    is_by_gates = 2 * blocked >= queue.waiting + queue.parked
    return "; ".join((gates + busy if is_by_gates else busy + gates)[:MAX_CAUSES])


def what_workers_do(system: System) -> str:
    """Return with what every worker is busy; empty while one has a free slot."""
    return next(_busy(system), "")


def _stopped(queue: QueueReading, system: System) -> Iterator[str]:
    if not any(worker.is_there for worker in system.fleet):
        yield "no worker is running"
    pause = system.pauses.get(queue.name)
    if pause:
        yield _paused(pause, f"the queue {queue.name}")


def _gates(queue: QueueReading, system: System) -> Iterator[str]:
    # Only what is set aside waits for a gate, and only in this queue: another queue's circuit holds nothing of it.
    for gate in system.gates:
        if system.blocked.get((queue.name, gate.job_type)):
            yield from _gate(gate)


def _gate(gate: Gate) -> Iterator[str]:
    if gate.pause:
        yield _paused(gate.pause, gate.job_type)
    elif gate.circuit != "closed":
        yield f"the circuit of {gate.job_type} is {gate.circuit}" + (f": {gate.why}" if gate.why else "")
    elif gate.running >= gate.limit:
        taken = "the only slot" if gate.limit == 1 else f"all {gate.limit} slots"
        yield f"{taken} of {gate.job_type} {'is' if gate.limit == 1 else 'are'} taken"


def _busy(system: System) -> Iterator[str]:
    workers = [worker for worker in system.fleet if worker.is_there]
    slots, jobs = sum(worker.slots for worker in workers), [job for worker in workers for job in worker.jobs]
    if slots and len(jobs) >= slots:
        by_type = Counter(job.job_type for job in jobs).most_common(MAX_CAUSES)
        taken = " and ".join(f"{count} with {job_type}" for job_type, count in by_type)
        yield f"every worker is busy, {taken}"


def _flow(queue: QueueReading, system: System) -> list[str]:
    flow = system.flows[queue.name]
    if flow.rate_in is None or flow.rate_out is None:
        return []
    if flow.rate_out <= 0:
        return ["nothing moves: none of its jobs ended in the last minute"]
    if flow.rate_in > flow.rate_out:
        return [f"arrivals exceed completions ({_rate(flow.rate_in)}/min in, {_rate(flow.rate_out)}/min out)"]
    seconds = flow.drain_seconds(queue.waiting + queue.parked)
    return [f"it empties: nothing waits in {duration(round(seconds))}" if seconds else "as much comes in as ends"]


def _rate(jobs: float) -> str:
    return number(round(jobs)) if jobs >= 1 else f"{jobs:.1f}"


def _paused(pause: Pause, what: str) -> str:
    return f"{pause.by} paused {what}" + (f": {pause.reason}" if pause.reason else "")
