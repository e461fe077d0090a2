"""Reads the running system from Redis in one batch: queues, gates, workers, the last hour, calls and leases."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from weakref import WeakKeyDictionary

import redis
from redis.client import Pipeline

from fsp.conditions.beginnings import Noticed, noticed_read
from fsp.conditions.facts.work import StuckFacts
from fsp.conditions.limits import STUCK_SECONDS
from fsp.conditions.work import Work, add_work
from fsp.inspection.flow import Flow, flow_read
from fsp.inspection.queues import QueueReading, queues_read
from fsp.jobs.registry import all_job_types
from fsp.metrics.event_log import catch_up
from fsp.metrics.platform_calls import PlatformCalls, platform_calls_read
from fsp.metrics.service_spans import ServiceSpan, recent_service_read
from fsp.metrics.spans import Span, spans_of_all_read, total
from fsp.queueing.turned_back import TurnedBack, turned_back_read
from fsp.redis_ops import keys
from fsp.redis_ops.reads import Batch, Read
from fsp.stored import FIRST, moment_of_epoch, read_or, text_of

WINDOW = timedelta(hours=1)
RETRY_WINDOW = timedelta(minutes=10)
CALLS_WINDOW = timedelta(minutes=15)
"""For calls to platforms, and for FSP's HTTP responses."""


@dataclass(frozen=True, kw_only=True)
class System(Work):
    """What Redis knows about the running system. The overview shows the same in its tables."""

    queues: list[QueueReading]
    flows: dict[str, Flow]
    last_hour: dict[str, Span]
    last_minutes: dict[str, Span] = field(default_factory=dict)
    """The last ten minutes, from the start of the five-minute span that contains them."""
    platforms: list[PlatformCalls] = field(default_factory=list)
    answers: ServiceSpan | None = None
    stuck: StuckFacts | None = None
    turned_back: TurnedBack | None = None
    noticed: Noticed = field(default_factory=dict)
    """When problems without a known start were first seen, by name."""

    @property
    def blocked(self) -> dict[tuple[str, str], int]:
        """Return the number of blocked jobs by queue and job type, without entries for zero."""
        return {(queue, gate.job_type): jobs for gate in self.gates for queue, jobs in gate.held_in.items()}


def read_system(connection: redis.Redis, now: datetime) -> System:
    """Read it; raises the errors of a Redis that is down."""
    catch_up(connection)
    batch = Batch(connection)
    work, stuck = add_work(batch, now), batch.add(_stuck_read(now))
    queues, flows = batch.add(queues_read(now)), batch.add(flow_read(now))
    recent = batch.add(spans_of_all_read([job_type.name for job_type in all_job_types()], now=now, window=WINDOW))
    platforms = batch.add(platform_calls_read(now=now, window=CALLS_WINDOW))
    answers = batch.add(recent_service_read(now=now, window=CALLS_WINDOW))
    turned_back, noticed = batch.add(turned_back_read()), batch.add(noticed_read())
    batch.send()
    late = (now - RETRY_WINDOW).timestamp()
    system = System(
        **vars(work()),
        queues=queues.value,
        flows=flows.value,
        last_hour={name: total(name, spans) for name, spans in recent.value.items()},
        last_minutes={
            name: total(name, (span for span in spans if span.start >= late)) for name, spans in recent.value.items()
        },
        platforms=platforms.value,
        answers=answers.value,
        stuck=stuck.value,
        turned_back=turned_back.value,
        noticed=noticed.value,
    )
    _NEWEST[connection] = (monotonic(), system)
    return system


_NEWEST: WeakKeyDictionary[redis.Redis, tuple[float, System]] = WeakKeyDictionary()


def read_since(connection: redis.Redis, begun: float) -> System | None:
    """Return what this process, in whichever thread, read after a moment of the monotonic clock; None if it did not.

    A page whose health checks have just read the system does not read it again.
    """
    read_at, system = _NEWEST.get(connection, (float("-inf"), None))
    return system if read_at >= begun else None


def _stuck_read(now: datetime) -> Read[StuckFacts]:
    limit = (now.timestamp() - STUCK_SECONDS) * 1000

    def ask(pipeline: Pipeline) -> None:
        pipeline.zcount(keys.LEASES, "-inf", limit)
        pipeline.zrange(keys.LEASES, 0, 0, withscores=True)

    return Read(ask, lambda answers: _stuck(*answers))


def _stuck(count: int, oldest: list[tuple[bytes, float]]) -> StuckFacts:
    if not count:
        return StuckFacts(0)
    job_id, lease_end = oldest[0]
    return StuckFacts(count, text_of(job_id), read_or(FIRST, moment_of_epoch, lease_end / 1000))
