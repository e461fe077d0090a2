"""A disk without room: the database and Redis stop because of it, so it is named before them."""

from fsp.amounts import size
from fsp.conditions.finding import Action, Kind, Problem, Reach, Weight
from fsp.conditions.snapshot import Reading

DATABASE_SAYS = "disk is full"
"""How the database words it, also when only its own disk is full."""


def _find(reading: Reading) -> list[Problem]:
    evidence = _evidence(reading)
    if not evidence:
        return []
    return [
        Problem(
            kind=FULL.name,
            subject="all",
            weight=Weight.CRITICAL,
            what="The disk is full",
            since=None,
            cause="; ".join(evidence),
            action=Action("See how to make room", f"/runbook#{FULL.name}"),
            reach=Reach.GROUND,
        )
    ]


def _evidence(reading: Reading) -> list[str]:
    evidence = []
    if reading.is_disk_full:
        free = f"{size(int(reading.disk_free_bytes))} free" if reading.disk_free_bytes is not None else "no room left"
        evidence.append(f"the disk of the data folder has {free}")
    database = reading.database
    if database is not None and DATABASE_SAYS in database.cause:
        evidence.append("the database cannot write: its disk is full")
    if evidence and reading.redis_fault:
        evidence.append(reading.redis_fault.rstrip("."))
    return evidence


FULL = Kind(
    name="disk-full",
    meaning="The disk has no room: the database and Redis take no writes, so nothing is enqueued, run or recorded.",
    first_look="Make room: old exports and reports, logs, other programs' files, or a larger disk; shorten "
    "FSP_RETENTION_DAYS. FSP goes on by itself once there is room.",
    find=_find,
    can_follow_deploy=False,
    component="disk",
)
