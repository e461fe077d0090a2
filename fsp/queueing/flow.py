"""How the queues have flowed: a sample of each once a minute, and the rates that follow from the last hour of them.

What came in is what ended plus what the queue grew by, so that counting costs no job anything.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import redis

from fsp.clock import from_epoch
from fsp.jobs.priority import QUEUE_NAMES
from fsp.metrics.counters import read_counters
from fsp.queueing.queues import read_queues
from fsp.redis_ops import metric_keys
from fsp.stored import readable, whole_of

MINUTES = 60
KEPT_SECONDS = 2 * 3600
RATE_MINUTES = 5


@dataclass(frozen=True)
class Sample:
    """One queue at the beginning of a minute: jobs that could run, jobs not ended, and all ends since there are any."""

    at: datetime
    waiting: int
    open: int
    ended: int
    failed: int


@dataclass(frozen=True)
class Flow:
    """One queue in the last hour; a minute nobody sampled is missing. Rates are jobs a minute, of the last five."""

    queue: str
    samples: tuple[Sample, ...]

    @property
    def rate_in(self) -> float | None:
        """Return how many jobs a minute came in."""
        pair = self._recent()
        if pair is None:
            return None
        first, last = pair
        came = last.ended - first.ended + last.open - first.open
        return max(0.0, came / _minutes(first, last))

    @property
    def rate_out(self) -> float | None:
        """Return how many jobs a minute ended."""
        pair = self._recent()
        return (pair[1].ended - pair[0].ended) / _minutes(*pair) if pair else None

    @property
    def failed_ratio(self) -> float | None:
        """Return the part of the jobs ended within the hour that failed."""
        if not self.samples:
            return None
        ended = self.samples[-1].ended - self.samples[0].ended
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

    def _recent(self) -> tuple[Sample, Sample] | None:
        if not self.samples:
            return None
        last = self.samples[-1]
        since = last.at - timedelta(minutes=RATE_MINUTES)
        first = next(sample for sample in self.samples if sample.at >= since)
        return (first, last) if first is not last else None


def take_sample(connection: redis.Redis, now: datetime) -> bool:
    """Keep how the queues are in this minute, unless it was done; return whether it was kept now."""
    key = metric_keys.flow(int(_minute(now).timestamp()))
    if connection.exists(key):
        return False
    ends: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    for row in read_counters(connection):
        if row.outcome != "retried":
            ends[row.queue] += row.count
            failures[row.queue] += row.count if row.outcome not in {"succeeded", "stopped"} else 0
    pipeline = connection.pipeline()
    for queue in read_queues(connection, now):
        waiting = queue.waiting + queue.parked
        numbers = (waiting, waiting + queue.running + queue.scheduled, ends[queue.name], failures[queue.name])
        pipeline.hsetnx(key, queue.name, "|".join(map(str, numbers)))
    pipeline.expire(key, KEPT_SECONDS)
    pipeline.execute()
    return True


def read_flow(connection: redis.Redis, now: datetime) -> dict[str, Flow]:
    """Return the last hour of every queue."""
    newest = int(_minute(now).timestamp())
    starts = [newest - 60 * ago for ago in reversed(range(MINUTES + 1))]
    pipeline = connection.pipeline(transaction=False)
    for start in starts:
        pipeline.hgetall(metric_keys.flow(start))
    found = list(zip(starts, cast(list[dict[bytes, bytes]], pipeline.execute()), strict=True))
    return {queue: Flow(queue, tuple(readable(_sample, _lines_of(queue.encode(), found)))) for queue in QUEUE_NAMES}


def _lines_of(queue: bytes, minutes: list[tuple[int, dict[bytes, bytes]]]) -> Iterator[tuple[int, bytes]]:
    return ((start, fields[queue]) for start, fields in minutes if queue in fields)


def _sample(minute: tuple[int, bytes]) -> Sample:
    start, line = minute
    waiting, open_, ended, failed = map(whole_of, line.split(b"|"))
    return Sample(from_epoch(start), waiting, open_, ended, failed)


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _minutes(first: Sample, last: Sample) -> float:
    return (last.at - first.at).total_seconds() / 60
