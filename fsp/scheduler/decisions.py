"""Decides which ticks run and which are skipped, and why. Has no side effects."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from fsp.schedules.schedule import Missed, Overlap, Schedule

LATE = timedelta(seconds=60)
"""A tick that is processed later than this counts as missed."""

LOOK_BACK = timedelta(days=1)
"""Ticks missed longer ago than this are ignored."""


@dataclass(frozen=True)
class Decision:
    """One tick to run, or to skip for a reason."""

    tick: datetime
    reason: str = ""

    @property
    def runs(self) -> bool:
        """Return whether the tick runs."""
        return not self.reason


def due_ticks(
    schedule: Schedule, *, last: datetime | None, now: datetime, first_seen_at: datetime | None = None
) -> list[datetime]:
    """Return the ticks after the last known one, up to now.

    A schedule without ticks starts when it was first seen, and a new one with the current minute.
    """
    first = min(first_seen_at or now, now - timedelta(minutes=1))
    after = max(last or first, now - LOOK_BACK)
    return list(takewhile(lambda tick: tick <= now, schedule.ticks(after)))


def decide(schedule: Schedule, ticks: list[datetime], now: datetime) -> list[Decision]:
    """Apply the policy for missed ticks to the due ticks, oldest first."""
    window = timedelta(seconds=schedule.window_seconds)
    too_old = [tick for tick in ticks if now - tick > max(window, LATE)]
    young = ticks[len(too_old) :]
    skipped = [Decision(tick, "missed by more than the window") for tick in too_old]
    if schedule.missed == Missed.SKIP:
        late = "missed; nothing ran the schedule then"
        return skipped + [Decision(tick, late if now - tick > LATE else "") for tick in young]
    most = 1 if schedule.missed == Missed.LATEST else schedule.most
    passed_over = [Decision(tick, "missed; later ones run in its place") for tick in young[:-most]]
    return skipped + passed_over + [Decision(tick) for tick in young[-most:]]


def reason_to_skip(overlap: Overlap, *, has_running: bool, has_waiting: bool) -> str:
    """Apply the policy for overlapping ticks; return an empty string if the tick may run."""
    if overlap == Overlap.SKIP and (has_running or has_waiting):
        return "the job of an earlier tick has not ended"
    if overlap == Overlap.BUFFER_ONE and has_waiting:
        return "the job of an earlier tick waits already"
    return ""
