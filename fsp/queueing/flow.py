"""How the queues flow: a sample of each once a minute for the last hour, and the rates of the last minute.

What came in is what ended plus what the queue grew by, so that counting costs no job anything.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import redis

from fsp.clock import from_epoch
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import is_upkeep
from fsp.metrics.counters import read_counters
from fsp.queueing.queues import read_queues
from fsp.redis_ops import metric_keys
from fsp.stored import readable, whole_of

MINUTES = 60
KEPT_SECONDS = 2 * 3600
RATE_SECONDS, MAX_RATE_SECONDS = 60.0, 300.0
"""Rates are those since the newest sample of this age: a longer mean would hide what stopped a minute ago."""

RECENT_KEPT = 20
RECENT_EVERY_MILLISECONDS = 15_000


@dataclass(frozen=True)
class Sample:
    """One queue at one time: jobs that could run, jobs not ended, and all ends since there are any."""

    at: datetime
    waiting: int
    open: int
    ended: int
    failed: int
    """Ends that were failures, of the jobs people asked for."""
    upkeep: int = 0
    """Ends of FSP's own upkeep; they are in `ended` and not in `failed`."""

    @property
    def asked_for(self) -> int:
        """Return the ends of jobs that people asked for."""
        return self.ended - self.upkeep


@dataclass(frozen=True)
class Flow:
    """One queue in the last hour; a minute nobody sampled is missing. Rates are jobs a minute, of the last one."""

    queue: str
    samples: tuple[Sample, ...]
    last_minute: tuple[Sample, Sample] | None = None
    """The queue about a minute ago and now; None if nobody took a sample then."""

    @property
    def rate_in(self) -> float | None:
        """Return how many jobs a minute came in."""
        if self.last_minute is None:
            return None
        first, last = self.last_minute
        came = last.ended - first.ended + last.open - first.open
        return max(0.0, came / _minutes(first, last))

    @property
    def rate_out(self) -> float | None:
        """Return how many jobs a minute ended."""
        if self.last_minute is None:
            return None
        first, last = self.last_minute
        return max(0.0, (last.ended - first.ended) / _minutes(first, last))

    @property
    def failed_ratio(self) -> float | None:
        """Return the part of the jobs ended within the hour that failed, FSP's own upkeep left out."""
        if not self.samples:
            return None
        ended = self.samples[-1].asked_for - self.samples[0].asked_for
        return (self.samples[-1].failed - self.samples[0].failed) / ended if ended > 0 else None

    def drain_seconds(self, waiting: int) -> float | None:
        """Return how long until nothing waits if it goes on so; None if that does not come, or is not known."""
        if waiting == 0:
            return 0.0
        if self.rate_in is None or self.rate_out is None or self.rate_out <= self.rate_in:
            return None
        return waiting / (self.rate_out - self.rate_in) * 60

    def waiting_by_minute(self, now: datetime) -> list[tuple[datetime, int | None]]:
        """Return how many waited at each of the last 60 minutes, oldest first."""
        known = {sample.at: sample.waiting for sample in self.samples}
        newest = _minute(now)
        moments = [newest - timedelta(minutes=ago) for ago in reversed(range(MINUTES))]
        return [(moment, known.get(moment)) for moment in moments]


def take_sample(connection: redis.Redis, now: datetime) -> bool:
    """Keep how the queues are now, unless somebody did so within 15 s; return whether a new minute was begun."""
    if not connection.set(metric_keys.FLOW_SAMPLER, 1, nx=True, px=RECENT_EVERY_MILLISECONDS):
        return False
    lines = {queue: _line(sample) for queue, sample in _samples_now(connection, now).items()}
    key = metric_keys.flow(int(_minute(now).timestamp()))
    pipeline = connection.pipeline()
    for queue, line in lines.items():
        pipeline.hsetnx(key, queue, line)
    pipeline.expire(key, KEPT_SECONDS)
    pipeline.lpush(metric_keys.RECENT_FLOW, json.dumps([now.timestamp(), lines]))
    pipeline.ltrim(metric_keys.RECENT_FLOW, 0, RECENT_KEPT - 1)
    pipeline.expire(metric_keys.RECENT_FLOW, KEPT_SECONDS)
    return bool(pipeline.execute()[0])


def read_flow(connection: redis.Redis, now: datetime) -> dict[str, Flow]:
    """Return the last hour of every queue, and its last minute."""
    base, present = _samples_before(connection, now), _samples_now(connection, now)
    newest = int(_minute(now).timestamp())
    starts = [newest - 60 * ago for ago in reversed(range(MINUTES + 1))]
    pipeline = connection.pipeline(transaction=False)
    for start in starts:
        pipeline.hgetall(metric_keys.flow(start))
    found = list(zip(starts, cast(list[dict[bytes, bytes]], pipeline.execute()), strict=True))
    return {
        queue: Flow(
            queue,
            tuple(readable(_sample, _lines_of(queue.encode(), found))),
            (base[queue], present[queue]) if queue in base else None,
        )
        for queue in QUEUE_NAMES
    }


def _samples_now(connection: redis.Redis, now: datetime) -> dict[str, Sample]:
    ends: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    upkeep: Counter[str] = Counter()
    for row in read_counters(connection):
        if row.outcome != "retried":
            ends[row.queue] += row.count
            if is_upkeep(row.job_type):
                upkeep[row.queue] += row.count
            elif row.outcome not in {"succeeded", "stopped"}:
                failures[row.queue] += row.count
    return {
        queue.name: Sample(
            at=now,
            waiting=queue.waiting + queue.parked,
            open=queue.waiting + queue.parked + queue.running + queue.scheduled,
            ended=ends[queue.name],
            failed=failures[queue.name],
            upkeep=upkeep[queue.name],
        )
        for queue in read_queues(connection, now)
    }


def _samples_before(connection: redis.Redis, now: datetime) -> dict[str, Sample]:
    """Return the newest sample of each queue that is a minute old; empty if there is none of the last five."""
    for samples in readable(_recent, cast(list[bytes], connection.lrange(metric_keys.RECENT_FLOW, 0, -1))):
        age = max(((now - sample.at).total_seconds() for sample in samples.values()), default=0.0)
        if RATE_SECONDS <= age <= MAX_RATE_SECONDS:
            return samples
    return {}


def _recent(line: bytes) -> dict[str, Sample]:
    seconds, lines = json.loads(line)
    return {queue: _sample((seconds, text.encode())) for queue, text in lines.items()}


def _line(sample: Sample) -> str:
    return f"{sample.waiting}|{sample.open}|{sample.ended}|{sample.failed}|{sample.upkeep}"


def _lines_of(queue: bytes, minutes: list[tuple[int, dict[bytes, bytes]]]) -> Iterator[tuple[int, bytes]]:
    return ((start, fields[queue]) for start, fields in minutes if queue in fields)


def _sample(taken: tuple[float, bytes]) -> Sample:
    start, line = taken
    waiting, open_, ended, failed, *more = map(whole_of, line.split(b"|"))
    # Samples of a version that counted upkeep in have no last number.
    return Sample(from_epoch(start), waiting, open_, ended, failed, more[0] if more else 0)


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _minutes(first: Sample, last: Sample) -> float:
    return (last.at - first.at).total_seconds() / 60
