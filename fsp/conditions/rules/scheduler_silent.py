"""A scheduler that does not tick: nothing scheduled begins."""

from datetime import timedelta

from fsp.conditions.finding import Action, Kind, Problem, Reach, Weight
from fsp.conditions.limits import SCHEDULER_SILENT_SECONDS
from fsp.conditions.snapshot import Reading

LIMIT = timedelta(seconds=SCHEDULER_SILENT_SECONDS)


def _find(reading: Reading) -> list[Problem]:
    seen = reading.scheduler_seen_at
    if not reading.is_scheduler_known or (seen is not None and reading.at - seen <= LIMIT):
        return []
    return [
        Problem(
            kind=SILENT.name,
            subject="all",
            weight=Weight.CRITICAL,
            what="No scheduler is running",
            since=seen,
            cause="it stopped ticking" if seen else "none was started; fsp scheduler starts one",
            action=Action("Look at the schedules", "/schedules"),
            reach=Reach.SCHEDULES,
        )
    ]


SILENT = Kind(
    name="scheduler-dead",
    meaning="No scheduler has ticked for 60 s: nothing is published on time, no dead letter is tried again.",
    first_look="The log of fsp scheduler, and its machine. Missed ticks run by their policy when it is back.",
    find=_find,
    rule="SchedulerSilent",
)
