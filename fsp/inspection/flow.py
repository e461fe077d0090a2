"""Queue throughput: a sample per minute for the last hour, and the current rates.

Arrivals are derived from completions and the growth of the queue, so that counting costs nothing per job.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fsp.inspection.flow_samples import MINUTES, RecordedSamples, Sample, minute_of, recorded_samples_read, samples_read
from fsp.inspection.queue_trend import growth_per_minute
from fsp.jobs.priority import QUEUE_NAMES
from fsp.redis_ops.reads import Read, joined


@dataclass(frozen=True)
class Flow:
    """One queue over the last hour, without missing minutes. Rates are per minute, over the last minute."""

    queue: str
    samples: tuple[Sample, ...]
    last_minute: tuple[Sample, Sample] | None = None
    """The queue about a minute ago and now; None without an old sample."""
    trend: tuple[Sample, ...] = ()
    """The queue in the last 60 to 90 seconds and now, oldest first; empty without an old sample."""

    @property
    def rate_in(self) -> float | None:
        """Return arrivals per minute."""
        if self.last_minute is None:
            return None
        first, last = self.last_minute
        came = last.ended - first.ended + last.open - first.open
        return max(0.0, came / _minutes(first, last))

    @property
    def rate_out(self) -> float | None:
        """Return completions per minute."""
        if self.last_minute is None:
            return None
        first, last = self.last_minute
        return max(0.0, (last.ended - first.ended) / _minutes(first, last))

    @property
    def failed_ratio(self) -> float | None:
        """Return the ratio of failed jobs within the hour, without FSP's own maintenance jobs."""
        if not self.samples:
            return None
        ended = self.samples[-1].asked_for - self.samples[0].asked_for
        return (self.samples[-1].failed - self.samples[0].failed) / ended if ended > 0 else None

    @property
    def growth(self) -> float | None:
        """Return how many waiting jobs the queue gains per minute, below 0 if it shrinks; None if it is unknown."""
        return growth_per_minute([(sample.at, sample.waiting) for sample in self.trend])

    def waiting_by_minute(self, now: datetime) -> list[tuple[datetime, int | None]]:
        """Return the number of waiting jobs at each of the last 60 minutes, oldest first."""
        waiting = {sample.at: sample.waiting for sample in self.samples}
        newest = minute_of(now)
        moments = [newest - timedelta(minutes=ago) for ago in reversed(range(MINUTES))]
        return [(moment, waiting.get(moment)) for moment in moments]


def flow_read(now: datetime) -> Read[dict[str, Flow]]:
    """Return a read of the last hour and the last minute of every queue."""

    def flows_of(recorded: RecordedSamples, present: dict[str, Sample]) -> dict[str, Flow]:
        return {
            queue: Flow(
                queue,
                recorded.of_queue(queue),
                (recorded.before[queue], present[queue]) if queue in recorded.before else None,
                _with_present([samples[queue] for samples in recorded.recent if queue in samples], present[queue]),
            )
            for queue in QUEUE_NAMES
        }

    return joined(flows_of, recorded_samples_read(now), samples_read(now))


def _with_present(trend: list[Sample], present: Sample) -> tuple[Sample, ...]:
    return (*trend, present) if trend else ()


def _minutes(first: Sample, last: Sample) -> float:
    return (last.at - first.at).total_seconds() / 60
