"""Queue samples: one per queue and minute for the last hour, and one every 15 s for the last minutes."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import redis
from redis.client import Pipeline

from fsp.clock import from_epoch
from fsp.inspection.queues import QueueReading, queues_read
from fsp.jobs.registry import is_upkeep
from fsp.metrics.counters import OutcomeCount, counters_read
from fsp.redis_ops import metric_keys
from fsp.redis_ops.reads import Read, fetch, joined
from fsp.stored import readable, whole_of

MINUTES = 60
SAMPLES_EXPIRE_SECONDS = 2 * 3600
RATE_SECONDS, MAX_RATE_SECONDS = 60.0, 300.0
"""Rates use the newest sample of at least this age. A longer mean would hide that work stopped a minute ago."""

TREND_SECONDS = 90.0
"""The growth of a queue uses the samples of at most this age."""

MAX_RECENT = 20
RECENT_EVERY_MILLISECONDS = 15_000


@dataclass(frozen=True)
class Sample:
    """One queue at one time: runnable jobs, unfinished jobs, and the total number of finished jobs."""

    at: datetime
    waiting: int
    open: int
    ended: int
    failed: int
    """Failures of requested jobs."""
    upkeep: int = 0
    """Finished maintenance jobs. `ended` includes them, `failed` does not."""
    running: int | None = None
    oldest_seconds: int | None = None
    """How long the oldest job has been waiting; 0 if none is. Older versions recorded neither this nor `running`."""

    @property
    def asked_for(self) -> int:
        """Return the number of finished requested jobs."""
        return self.ended - self.upkeep


@dataclass(frozen=True)
class RecordedSamples:
    """The samples of each minute of the last hour, by its start, and those of the last minutes."""

    minutes: list[tuple[int, dict[bytes, bytes]]]
    before: dict[str, Sample]
    """Each queue about a minute ago."""
    recent: list[dict[str, Sample]]
    """The queues in the last 60 to 90 seconds, oldest first, from `before` on; empty without `before`."""

    def of_queue(self, queue: str) -> tuple[Sample, ...]:
        """Return the samples of one queue, oldest first."""
        name = queue.encode()
        lines = ((start, fields[name]) for start, fields in self.minutes if name in fields)
        return tuple(readable(_sample, lines))


def take_sample(connection: redis.Redis, now: datetime) -> bool:
    """Store a sample unless one was stored within 15 s; return whether a new minute has begun."""
    if not connection.set(metric_keys.FLOW_SAMPLER, 1, nx=True, px=RECENT_EVERY_MILLISECONDS):
        return False
    lines = {queue: _line(sample) for queue, sample in fetch(connection, samples_read(now)).items()}
    key = metric_keys.flow(int(minute_of(now).timestamp()))
    pipeline = connection.pipeline()
    for queue, line in lines.items():
        pipeline.hsetnx(key, queue, line)
    pipeline.expire(key, SAMPLES_EXPIRE_SECONDS)
    pipeline.lpush(metric_keys.RECENT_FLOW, json.dumps([now.timestamp(), lines]))
    pipeline.ltrim(metric_keys.RECENT_FLOW, 0, MAX_RECENT - 1)
    pipeline.expire(metric_keys.RECENT_FLOW, SAMPLES_EXPIRE_SECONDS)
    return bool(pipeline.execute()[0])


def recorded_samples_read(now: datetime) -> Read[RecordedSamples]:
    """Return a read of the last hour's samples that can be combined with others."""
    newest = int(minute_of(now).timestamp())
    starts = [newest - 60 * ago for ago in reversed(range(MINUTES + 1))]

    def ask(pipeline: Pipeline) -> None:
        pipeline.lrange(metric_keys.RECENT_FLOW, 0, -1)
        for start in starts:
            pipeline.hgetall(metric_keys.flow(start))

    def recorded(answers: list[Any]) -> RecordedSamples:
        recent, *minutes = answers
        samples = list(readable(_recent, recent))
        before = _samples_before(samples, now)
        return RecordedSamples(list(zip(starts, minutes, strict=True)), before, _trend(samples, before, now))

    return Read(ask, recorded)


def samples_read(now: datetime) -> Read[dict[str, Sample]]:
    """Return a read of each queue's current sample that can be combined with others."""
    return joined(lambda queues, counts: _samples_now(queues, counts, now), queues_read(now), counters_read())


def _samples_now(queues: Sequence[QueueReading], counts: Sequence[OutcomeCount], now: datetime) -> dict[str, Sample]:
    ends: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    upkeep: Counter[str] = Counter()
    for row in counts:
        if row.outcome != "retried":
            ends[row.queue] += row.count
            if is_upkeep(row.job_type):
                upkeep[row.queue] += row.count
            elif row.outcome not in {"succeeded", "stopped"}:
                failures[row.queue] += row.count
    return {
        queue.name: Sample(
            at=now,
            waiting=queue.waiting + queue.blocked,
            open=queue.waiting + queue.blocked + queue.running + queue.scheduled,
            ended=ends[queue.name],
            failed=failures[queue.name],
            upkeep=upkeep[queue.name],
            running=queue.running,
            oldest_seconds=round(queue.oldest_age_seconds or 0),
        )
        for queue in queues
    }


def _samples_before(recent: Sequence[dict[str, Sample]], now: datetime) -> dict[str, Sample]:
    """Return the newest sample of each queue that is at least a minute old; empty without one in five minutes."""
    return next((samples for samples in recent if RATE_SECONDS <= _age(samples, now) <= MAX_RATE_SECONDS), {})


def _trend(recent: Sequence[dict[str, Sample]], before: dict[str, Sample], now: datetime) -> list[dict[str, Sample]]:
    """Return the samples of the last 90 seconds, oldest first. If none of them is a minute old, begin with `before`."""
    if not before:
        return []
    newest = [samples for samples in recent if 0 <= _age(samples, now) <= TREND_SECONDS]
    return [*([] if before in newest else [before]), *reversed(newest)]


def _age(samples: dict[str, Sample], now: datetime) -> float:
    return max(((now - sample.at).total_seconds() for sample in samples.values()), default=0.0)


def _recent(line: bytes) -> dict[str, Sample]:
    seconds, lines = json.loads(line)
    return {queue: _sample((seconds, text.encode())) for queue, text in lines.items()}


def _line(sample: Sample) -> str:
    counts = (sample.waiting, sample.open, sample.ended, sample.failed, sample.upkeep)
    return "|".join(map(str, (*counts, sample.running or 0, sample.oldest_seconds or 0)))


def _sample(stored: tuple[float, bytes]) -> Sample:
    start, line = stored
    waiting, open_, ended, failed, *more = map(whole_of, line.split(b"|"))
    # Samples of older versions end earlier.
    return Sample(from_epoch(start), waiting, open_, ended, failed, *more)


def minute_of(now: datetime) -> datetime:
    """Return the start of the minute."""
    return now.replace(second=0, microsecond=0)
