"""A full disk: the database and Redis stop because of it, so it is listed before them."""

from fsp.amounts import size
from fsp.conditions.finding import SYSTEM, Action, Finding, Reach
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "disk-full"
USAGE_COMMAND = 'du -xh --max-depth=2 "${FSP_DATA_DIR:-var}" | sort -h | tail'
DATABASE_SAYS = "disk is full"
"""The database's wording, also if only its own disk is full."""


def _find(snapshot: Snapshot) -> list[Finding]:
    evidence = _evidence(snapshot)
    if not evidence:
        return []
    return [
        Finding(
            rule=NAME,
            subject=SYSTEM,
            severity=Severity.CRITICAL,
            summary="The disk is full",
            cause="; ".join(evidence),
            action=Action("Find what uses the space", f"/runbook#{NAME}", command=USAGE_COMMAND),
            reach=Reach.INFRASTRUCTURE,
        )
    ]


def _evidence(snapshot: Snapshot) -> list[str]:
    evidence, disk = [], snapshot.disk
    if disk is not None and disk.is_full:
        free = f"{size(int(disk.free_bytes))} free" if disk.free_bytes is not None else "no space left"
        evidence.append(f"the disk of the data folder has {free}")
    if snapshot.database is not None and DATABASE_SAYS in snapshot.database.cause:
        evidence.append("the database cannot write: its disk is full")
    if evidence and snapshot.redis is not None and snapshot.redis.fault:
        evidence.append(snapshot.redis.fault.rstrip("."))
    return evidence


DISK_FULL = Rule(
    name=NAME,
    meaning="The disk is full. The database and Redis reject writes, so nothing is enqueued, run or recorded.",
    first_look="Free some space: delete old exports, reports and logs, shorten FSP_RETENTION_DAYS, or use a "
    "larger disk. FSP resumes automatically once there is space.",
    find=_find,
    can_follow_deploy=False,
    component="disk",
)
