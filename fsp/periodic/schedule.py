"""The scheduled work, as a list; this list is the truth, Redis only remembers the last tick."""

from dataclasses import dataclass
from datetime import datetime

from cronsim import CronSim


@dataclass(frozen=True)
class Entry:
    """A job type enqueued at each tick of a cron expression in UTC."""

    job_type: str
    cron: str

    def tick_id(self, tick: datetime) -> str:
        """Return the job id of one tick: the same from every scheduler."""
        return f"{self.job_type}-{tick:%Y%m%dT%H%MZ}"


SCHEDULE = (
    Entry("due-publication-sweep", "* * * * *"),
    Entry("reconcile-requests", "* * * * *"),
    Entry("dead-letter-processing", "0 * * * *"),
    Entry("clean-up", "0 2 * * *"),
)


def last_tick(entry: Entry, *, after: datetime, until: datetime) -> datetime | None:
    """Return the latest tick in (after, until]: ticks missed meanwhile are caught up by one run, not by one each."""
    latest = None
    for tick in CronSim(entry.cron, after):
        if tick > until:
            return latest
        latest = tick
    return latest
