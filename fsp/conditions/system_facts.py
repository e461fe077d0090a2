"""What Redis holds of the system, as facts of a snapshot; touches nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

from fsp.conditions.blockers import why_held
from fsp.conditions.facts.infrastructure import RedisFacts, TurnedBackFacts
from fsp.conditions.facts.outcomes import AnswerFacts
from fsp.conditions.facts.work import JobTypeFacts, LeftWorkerFacts, LostWorkerFacts, QueueFacts
from fsp.conditions.snapshot import Snapshot
from fsp.conditions.system import System
from fsp.inspection.queues import QueueReading
from fsp.inspection.replaced import missing_workers
from fsp.jobs.registry import is_upkeep


def with_system(snapshot: Snapshot, system: System) -> Snapshot:
    """Return the snapshot with what Redis holds of the system, without the details of what is wrong."""
    turned_back, answers = system.turned_back, system.answers
    return replace(
        snapshot,
        redis=snapshot.redis or RedisFacts(answers=True),
        queues=tuple(queue_facts(queue, system, snapshot.at) for queue in system.queues),
        workers_there=sum(worker.is_there for worker in system.fleet),
        lost_workers=tuple(
            LostWorkerFacts(worker.report.name, worker.heard_at, worker.jobs_running)
            for worker in missing_workers(system.fleet)
        ),
        left_workers=tuple(
            LeftWorkerFacts(worker.report.name, worker.report.left_at, worker.report.left_because)
            for worker in system.fleet
            if worker.report.left_at is not None
        ),
        scheduler=system.scheduler,
        job_types=tuple(
            JobTypeFacts(name, span.ended, span.failed)
            for name, span in system.last_hour.items()
            if span.ended and not is_upkeep(name)
        ),
        stuck=system.stuck,
        turned_back=TurnedBackFacts(turned_back.to, turned_back.noticed_at) if turned_back else None,
        answers=AnswerFacts(answers.requests, answers.errors) if answers else None,
    )


def queue_facts(queue: QueueReading, system: System, now: datetime) -> QueueFacts:
    """Return what is known of one queue."""
    pause, flow = system.pauses.get(queue.name), system.flows[queue.name]
    oldest = queue.oldest_age_seconds
    return QueueFacts(
        name=queue.name,
        waiting=queue.waiting + queue.blocked,
        running=queue.running,
        oldest_at=now - timedelta(seconds=oldest) if oldest is not None else None,
        completions=flow.rate_out,
        paused_by=pause.by if pause else "",
        paused_reason=pause.reason if pause else "",
        paused_since=pause.since if pause else None,
        arrivals=flow.rate_in,
        growth=flow.growth,
        stopped=_stopped(queue.name, system),
        blockers=tuple(why_held(queue, system, now)),
    )


def _stopped(queue: str, system: System) -> int:
    closed = [gate for gate in system.gates if gate.pause or gate.circuit != "closed"]
    return sum(gate.held_in.get(queue, 0) for gate in closed)
