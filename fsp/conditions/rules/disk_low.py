"""A disk that is almost full."""

from fsp.amounts import size
from fsp.conditions.finding import SYSTEM, Action, Finding, Numbers
from fsp.conditions.limits import MIN_FREE_RATIO
from fsp.conditions.rule import Rule
from fsp.conditions.rules.disk_full import USAGE_COMMAND
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "disk-low"


def _find(snapshot: Snapshot) -> list[Finding]:
    disk = snapshot.disk
    if disk is None or disk.free_ratio is None or disk.free_ratio >= MIN_FREE_RATIO or disk.is_full:
        return []
    return [
        Finding(
            rule=NAME,
            subject=SYSTEM,
            severity=Severity.ERROR,
            summary=f"The disk is almost full: {disk.free_ratio:.1%} free",
            cause=f"{size(int(disk.free_bytes))} left for the data folder"
            if disk.free_bytes
            else "it holds the data folder",
            action=Action("Find what uses the space", "/files", command=USAGE_COMMAND),
            numbers=Numbers(disk.free_ratio, MIN_FREE_RATIO),
        )
    ]


DISK_LOW = Rule(
    name=NAME,
    meaning="Less than 5 % of the disk of the data folder is free. When it is full, jobs cannot save their results.",
    first_look="Delete old exports and logs, shorten FSP_RETENTION_DAYS, or use a larger disk.",
    find=_find,
    can_follow_deploy=False,
    component="disk",
)
