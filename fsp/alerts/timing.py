"""When alerts are evaluated, how long each severity waits, and when reminders are sent."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fsp.alerts.watch_state import WatchState
from fsp.models.alert_kinds import Severity

EVERY = timedelta(minutes=5)
"""The time between two evaluations."""

MAX_FLAPPING_REMINDER = timedelta(hours=24)


@dataclass(frozen=True)
class Timing:
    """`more_evaluations` must be bad after the first one; `keep_firing` counts from the last bad one."""

    more_evaluations: int
    keep_firing: timedelta
    cooldown: timedelta
    """The minimum time between two notifications of one problem at one severity.

    The first reminder comes at its end.
    """
    max_cooldown: timedelta
    """The maximum of the doubling reminder interval."""


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


TIMINGS = {
    Severity.CRITICAL: Timing(1, _minutes(10), _minutes(5), timedelta(hours=4)),
    Severity.ERROR: Timing(1, _minutes(15), _minutes(15), timedelta(hours=4)),
    Severity.WARNING: Timing(2, _minutes(15), _minutes(30), timedelta(hours=24)),
}


def tick_of(moment: datetime, every: timedelta = EVERY) -> datetime:
    """Return the last tick at or before a time. Only one evaluator gets each tick."""
    seconds = every.total_seconds()
    return datetime.fromtimestamp(moment.timestamp() // seconds * seconds, UTC)


def reminder_due_at(state: WatchState, accepted_at: datetime | None) -> datetime:
    """Return when the next reminder may be sent.

    The cooldown starts when a channel accepted the last notification. If none did and none is retrying, it starts at
    the decision, so that a broken channel does not silence the alert.
    """
    since = accepted_at or state.noticed_at
    if since is None:
        raise ValueError("a reminder needs a notice before it; ask only for alerts that people were notified of")
    return since + interval(state)


def interval(state: WatchState) -> timedelta:
    """Return the delay before the next reminder: the cooldown, doubled for each one sent, up to its maximum."""
    timing = TIMINGS[state.severity]
    if state.is_flapping:
        # People know that it flaps, and fixing that takes longer than any cooldown.
        return _doubled(2 * timing.max_cooldown, state.reminders, MAX_FLAPPING_REMINDER)
    return _doubled(timing.cooldown, state.reminders, timing.max_cooldown)


def _doubled(first: timedelta, times: int, longest: timedelta) -> timedelta:
    # Beyond 2^16 the maximum is always reached, and the number stays small.
    return min(first * int(2 ** min(times, 16)), longest)
