"""A disk that is nearly full."""

from fsp.conditions.finding import SYSTEM, Action, Finding, Numbers
from fsp.conditions.limits import MIN_FREE_RATIO
from fsp.conditions.rule import Rule
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
            summary=f"The disk is nearly full: {disk.free_ratio:.1%} is free",
            cause="the data folder shares it with whatever has grown",
            action=Action("See reports and exports", "/files"),
            numbers=Numbers(disk.free_ratio, MIN_FREE_RATIO),
        )
    ]


DISK_LOW = Rule(
    name=NAME,
    meaning="Less than 5 % of the disk of the data folder is free; without room jobs end without their results.",
    first_look="Old exports and logs; a shorter FSP_RETENTION_DAYS; a larger disk.",
    find=_find,
    can_follow_deploy=False,
    component="disk",
)
