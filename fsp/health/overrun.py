"""Whether the newest run of a schedule takes, or took, longer than it may: a clock of its own beside being overdue."""

from datetime import datetime, timedelta

from fsp.jobs.schedule import Schedule


def overrun_since(
    schedule: Schedule, *, started: datetime | None, ended: datetime | None, now: datetime
) -> datetime | None:
    """Return when the longest time a run may take was over, if the run went on past it."""
    if started is None:
        return None
    limit = started + timedelta(seconds=schedule.longest_seconds)
    is_over = ended is not None and ended >= started
    return limit if (ended if is_over and ended else now) > limit else None
