"""How long each severity waits: before firing, before it ends, and between notices."""

from dataclasses import dataclass
from datetime import timedelta

from fsp.models.alert import Severity


@dataclass(frozen=True)
class Timing:
    """`more_evaluations` must be bad after the first; `keep_firing` counts from the last bad one."""

    more_evaluations: int
    keep_firing: timedelta
    cooldown: timedelta
    """The least time between two notices of one cause at one severity; the first reminder comes at its end."""
    longest_cooldown: timedelta
    """Reminders double up to this."""


def _minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


TIMINGS = {
    Severity.CRITICAL: Timing(1, _minutes(10), _minutes(5), timedelta(hours=4)),
    Severity.ERROR: Timing(1, _minutes(15), _minutes(15), timedelta(hours=4)),
    Severity.WARNING: Timing(2, _minutes(15), _minutes(30), timedelta(hours=24)),
}
