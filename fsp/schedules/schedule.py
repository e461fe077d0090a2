"""Schedules: a job type enqueued at each tick of a cron expression. The list in code is the source of truth."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from cronsim import CronSim

from fsp.errors import NotFound
from fsp.jobs.job_id import id_fault

CRON_FIELDS = 5
"""The library treats a sixth field as seconds, but the scheduler checks only once a minute."""


class Missed(StrEnum):
    """What happens to ticks that were missed: none runs, the latest runs, or all within the window run."""

    SKIP = "skip"
    LATEST = "latest"
    ALL = "all"


class Overlap(StrEnum):
    """What happens to a tick while the job of an earlier one has not ended.

    It is skipped; or one job waits for the earlier one; or both run; or the earlier one is cancelled.
    """

    SKIP = "skip"
    BUFFER_ONE = "buffer_one"
    ALLOW = "allow"
    CANCEL_RUNNING = "cancel_running"


@dataclass(frozen=True)
class Schedule:
    """A cron expression in a named zone. A success is due `grace_seconds` after each tick.

    A run longer than `longest_seconds` is an overrun, whether a success is due or not.

    When clocks go forward, a tick in the skipped hour runs right after it. When they go back, a tick at a fixed hour
    runs once, and hourly or n-minute ticks continue without a gap, as in Debian's cron.
    """

    name: str
    job_type: str
    cron: str
    zone: str = "UTC"
    arguments: dict[str, Any] = field(default_factory=dict)
    missed: Missed = Missed.LATEST
    overlap: Overlap = Overlap.SKIP
    window_seconds: int = 3600
    most: int = 100
    grace_seconds: int = 300
    longest_seconds: int = 300
    failure_threshold: int = 1
    """After this many ticks in a row without a timely success the schedule is overdue."""
    recovery_threshold: int = 1
    """After this many successes in a row the schedule has recovered."""

    def __post_init__(self) -> None:
        """Raise ValueError for an expression without ticks, or an unknown time zone."""
        seconds = (self.window_seconds, self.grace_seconds, self.longest_seconds)
        if min(*seconds, self.most, self.failure_threshold, self.recovery_threshold) < 1:
            raise ValueError(f"{self.name}: its seconds, its most and its thresholds must be 1 or more, got {self}")
        fault = id_fault(self.tick_id(datetime(2000, 1, 1, tzinfo=UTC)))
        if fault:
            raise ValueError(f"{self.name}: the name with a moment behind it is the id of a job and {fault}")
        fields = len(self.cron.split())
        if fields != CRON_FIELDS:
            raise ValueError(
                f"{self.name}: a cron expression has {CRON_FIELDS} fields (minute, hour, day, month, weekday) and none "
                f"of seconds, got {fields}: {self.cron!r}"
            )
        try:
            ZoneInfo(self.zone)
            # A well-formed expression may still name a day that no calendar has.
            next(CronSim(self.cron, datetime(2000, 1, 1, tzinfo=UTC)))
        except Exception as error:
            raise ValueError(f"{self.name}: {self.cron!r} in the zone {self.zone!r} cannot tick: {error}") from error

    def ticks(self, after: datetime) -> Iterator[datetime]:
        """Yield all ticks after a time, in UTC."""
        for tick in CronSim(self.cron, after.astimezone(ZoneInfo(self.zone))):
            yield tick.astimezone(UTC)

    def next_ticks(self, after: datetime, count: int) -> list[datetime]:
        """Return the next few ticks, in UTC."""
        return list(islice(self.ticks(after), count))

    def tick_id(self, tick: datetime) -> str:
        """Return the job id of a tick, which is the same on every scheduler."""
        return f"{self.name}-{tick:%Y%m%dT%H%MZ}"


_schedules: dict[str, Schedule] = {}


def add_schedule(schedule: Schedule) -> Schedule:
    """Register a schedule; raise ValueError if another one has its name."""
    if _schedules.get(schedule.name, schedule) != schedule:
        raise ValueError(f"there is a schedule {schedule.name!r} already, and it is another one")
    _schedules[schedule.name] = schedule
    return schedule


def all_schedules() -> list[Schedule]:
    """Return every schedule, by name."""
    return sorted(_schedules.values(), key=lambda schedule: schedule.name)


def get_schedule(name: str) -> Schedule:
    """Return a schedule; raise NotFound if it does not exist."""
    if name not in _schedules:
        raise NotFound(f'There is no schedule "{name:.100}"; there are {", ".join(sorted(_schedules)) or "none"}.')
    return _schedules[name]
