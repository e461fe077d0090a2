"""The four tiles of the overview: throughput, failures, the oldest waiting job and busy slots of the last hour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fsp.amounts import NOTHING, duration, number
from fsp.charts.lines import SECONDS, Series
from fsp.charts.tile import PERCENT, TileChart, stacked_bars, tile_lines
from fsp.conditions.system import System
from fsp.inspection.flow import Flow
from fsp.inspection.flow_samples import MINUTES, Sample, minute_of
from fsp.web.timezone import local

ROLLING_MINUTES = 5
"""A ratio of one minute would jump with each failed job."""

QUEUE_KINDS = {"high": "first", "medium": "second", "low": "third"}


@dataclass(frozen=True)
class Tile:
    """One current number, its meaning, and its last hour. `href` is the page with details."""

    name: str
    title: str
    value: str
    note: str
    href: str
    chart: TileChart


def read_tiles(system: System, now: datetime) -> list[Tile]:
    """Read the tiles in order."""
    minutes = [minute_of(now) - timedelta(minutes=ago) for ago in reversed(range(MINUTES))]
    labels = [f"{local(minute):%H:%M}" for minute in minutes]
    ends = _ends_by_minute(list(system.flows.values()), minutes)
    return [
        _throughput(system, labels, ends),
        _failures(labels, ends),
        _oldest(system, labels, minutes),
        _slots(system, labels, minutes),
    ]


@dataclass(frozen=True)
class _Ends:
    """The jobs that finished within one minute, without maintenance."""

    done: int
    failed: int


def _throughput(system: System, labels: Sequence[str], ends: Sequence[_Ends | None]) -> Tile:
    rates = [flow.rate_out for flow in system.flows.values() if flow.rate_out is not None]
    done = sum(end.done for end in ends if end)
    series = [
        Series("done", [float(end.done) if end else None for end in ends], "done"),
        Series("failed", [float(end.failed) if end else None for end in ends], "failed"),
    ]
    return Tile(
        "throughput",
        "Throughput",
        f"{number(round(sum(rates)))} / min" if rates else NOTHING,
        f"{number(done)} done (1 h)",
        "/jobs?state=ended",
        stacked_bars("Jobs finished per minute (60 min)", "jobs", labels, series),
    )


def _failures(labels: Sequence[str], ends: Sequence[_Ends | None]) -> Tile:
    values = [_ratio(ends[max(0, place - ROLLING_MINUTES + 1) : place + 1]) for place in range(len(ends))]
    hour = _ratio(ends)
    return Tile(
        "failures",
        "Failure ratio",
        f"{hour:.1%}".replace("%", " %") if hour is not None else NOTHING,
        f"{number(sum(end.failed for end in ends if end))} failed (1 h)",
        "/jobs?state=failed",
        tile_lines("Failure ratio over 5 minutes (60 min)", PERCENT, labels, [Series("failed", values, "failed-line")]),
    )


def _oldest(system: System, labels: Sequence[str], minutes: Sequence[datetime]) -> Tile:
    series = [
        Series(name, _of_minutes(flow, minutes, lambda sample: sample.oldest_seconds), QUEUE_KINDS.get(name, "first"))
        for name, flow in system.flows.items()
    ]
    ages = {queue.name: queue.oldest_age_seconds or 0.0 for queue in system.queues if queue.waiting + queue.blocked}
    oldest = max(ages, key=lambda name: ages[name], default=None)
    return Tile(
        "oldest",
        "Oldest waiting",
        duration(round(ages[oldest])) if oldest else "none",
        f"in queue {oldest}" if oldest else "no backlog",
        "/jobs?state=waiting",
        tile_lines("Age of the oldest waiting job by queue (60 min)", SECONDS, labels, series),
    )


def _slots(system: System, labels: Sequence[str], minutes: Sequence[datetime]) -> Tile:
    workers = [worker for worker in system.fleet if worker.is_there]
    slots, busy = sum(worker.slots for worker in workers), sum(worker.jobs_running for worker in workers)
    by_queue = [_of_minutes(flow, minutes, lambda sample: sample.running) for flow in system.flows.values()]
    running = [_sum(column) for column in zip(*by_queue, strict=True)]
    series = [Series("running", running, "running"), Series("slots", [float(slots)] * len(labels), "limit")]
    return Tile(
        "slots",
        "Busy slots",
        f"{number(busy)} of {number(slots)}",
        f"{len(workers)} worker{'s' if len(workers) != 1 else ''} online",
        "/workers",
        tile_lines("Running jobs (60 min) and slots now", "jobs", labels, series),
    )


def _ends_by_minute(flows: Sequence[Flow], minutes: Sequence[datetime]) -> list[_Ends | None]:
    """Return the finished jobs of each minute, up to the sample at its end; None without a sample."""
    samples = [{sample.at: sample for sample in flow.samples} for flow in flows]
    return [_ends(samples, minute) for minute in minutes]


def _ends(samples: Sequence[dict[datetime, Sample]], minute: datetime) -> _Ends | None:
    before = minute - timedelta(minutes=1)
    pairs = [(of_queue[before], of_queue[minute]) for of_queue in samples if before in of_queue and minute in of_queue]
    if not pairs:
        return None
    failed = sum(last.failed - first.failed for first, last in pairs)
    finished = sum(last.asked_for - first.asked_for for first, last in pairs)
    return _Ends(max(0, finished - failed), max(0, failed))


def _ratio(ends: Sequence[_Ends | None]) -> float | None:
    finished = sum(end.done + end.failed for end in ends if end)
    return sum(end.failed for end in ends if end) / finished if finished else None


def _of_minutes(
    flow: Flow, minutes: Sequence[datetime], value_of: Callable[[Sample], int | None]
) -> list[float | None]:
    samples = {sample.at: sample for sample in flow.samples}
    return [value_of(samples[minute]) if minute in samples else None for minute in minutes]


def _sum(values: Sequence[float | None]) -> float | None:
    numbers = [value for value in values if value is not None]
    return sum(numbers) if numbers else None
