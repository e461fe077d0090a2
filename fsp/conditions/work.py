"""What decides whether the next job may start: pauses, gates, workers, the scheduler and the clocks of hosts."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import redis
from redis.client import Pipeline

from fsp.conditions.facts.work import SchedulerFacts
from fsp.gates.gate import Gate, gates_read
from fsp.gates.pauses import Pause, queue_pauses_read
from fsp.inspection.fleet import FleetWorker, fleet_read
from fsp.jobs.priority import QUEUE_NAMES
from fsp.redis_ops import gate_keys, process_keys, rq_keys
from fsp.redis_ops.host_clocks import HostClock, clocks_read
from fsp.redis_ops.reads import Batch, Read, known, then
from fsp.stored import moment_of_epoch, read_or, text_of

SAMPLE = 20
"""The number of jobs at the front of a queue that represent all of it."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What Redis holds of it."""

    pauses: dict[str, Pause]
    gates: list[Gate]
    fleet: list[FleetWorker]
    scheduler: SchedulerFacts
    clocks: list[HostClock] = field(default_factory=list)
    fronts: Mapping[str, Counter[str]] = field(default_factory=dict)
    """The types of the jobs at the front of each queue; empty while no gate is shut."""
    waiting: int | None = None
    """How many jobs wait in all queues; None if they were not counted."""

    @property
    def has_workers(self) -> bool:
        """Return whether a worker is there, if only for its last jobs."""
        return any(worker.is_there for worker in self.fleet)


def read_work(connection: redis.Redis, now: datetime) -> Work:
    """Read it; raise the errors of a Redis that is down."""
    batch = Batch(connection)
    work, waiting = add_work(batch, now), batch.add(_waiting_read())
    batch.send()
    return replace(work(), waiting=waiting.value)


def add_work(batch: Batch, now: datetime) -> Callable[[], Work]:
    """Add the reads to a batch; return a function for the value after the batch was sent."""
    pauses, gates, fleet = batch.add(queue_pauses_read(now)), batch.add(gates_read(now)), batch.add(fleet_read(now))
    scheduler, clocks, fronts = batch.add(_scheduler_read()), batch.add(clocks_read()), batch.add(_fronts_read(now))
    return lambda: Work(
        pauses=pauses.value,
        gates=gates.value,
        fleet=fleet.value,
        scheduler=scheduler.value,
        clocks=clocks.value,
        fronts=fronts.value,
    )


def _waiting_read() -> Read[int]:
    def ask(pipeline: Pipeline) -> None:
        for queue in QUEUE_NAMES:
            pipeline.llen(rq_keys.queue(queue))
            pipeline.zcard(gate_keys.shared(queue))

    return Read(ask, sum)


def _scheduler_read() -> Read[SchedulerFacts]:
    places = [process_keys.heartbeat("scheduler"), process_keys.heartbeat("scheduler-missed")]
    return Read(
        lambda pipeline: pipeline.mget(places),
        lambda answers: SchedulerFacts(*(read_or(None, moment_of_epoch, raw) if raw else None for raw in answers[0])),
    )


def _fronts_read(now: datetime) -> Read[dict[str, Counter[str]]]:
    def ask(pipeline: Pipeline) -> None:
        for queue in QUEUE_NAMES:
            pipeline.lrange(rq_keys.queue(queue), 0, SAMPLE - 1)

    def fronts(gates: list[Gate]) -> Read[dict[str, Counter[str]]]:
        is_one_shut = any(gate.stopped_because for gate in gates)
        return Read(ask, _types_read) if is_one_shut else known({})

    return then(gates_read(now), fronts)


def _types_read(fronts: Sequence[list[bytes]]) -> Read[dict[str, Counter[str]]]:
    def ask(pipeline: Pipeline) -> None:
        for job_id in (job_id for front in fronts for job_id in front):
            pipeline.hget(rq_keys.job(text_of(job_id)), "fsp_type")

    def types(answers: list[bytes | None]) -> dict[str, Counter[str]]:
        rest = iter(answers)
        named = [[name for _ in front if (name := next(rest))] for front in fronts]
        return {queue: Counter(map(text_of, names)) for queue, names in zip(QUEUE_NAMES, named, strict=True)}

    return Read(ask, types)
