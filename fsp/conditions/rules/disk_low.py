"""A disk that is nearly full."""

from fsp.conditions.finding import Action, Kind, Problem, Weight
from fsp.conditions.limits import LEAST_FREE_RATIO
from fsp.conditions.snapshot import Reading


def _find(reading: Reading) -> list[Problem]:
    free = reading.disk_free_ratio
    if free is None or free >= LEAST_FREE_RATIO or reading.is_disk_full:
        return []
    return [
        Problem(
            kind=LOW.name,
            subject="all",
            weight=Weight.SERIOUS,
            what=f"The disk is nearly full: {free:.1%} is free",
            since=None,
            cause="the data folder shares it with whatever has grown",
            action=Action("See reports and exports", "/files"),
        )
    ]


LOW = Kind(
    name="disk-low",
    meaning="Less than 5 % of the disk of the data folder is free; without room jobs end without their results.",
    first_look="Old exports and logs; a shorter FSP_RETENTION_DAYS; a larger disk.",
    find=_find,
    can_follow_deploy=False,
    component="disk",
)
