"""A database that is slow."""

from fsp.conditions.finding import Action, Kind, Problem, Weight
from fsp.conditions.limits import DATABASE_MILLISECONDS
from fsp.conditions.snapshot import Reading


def _find(reading: Reading) -> list[Problem]:
    found = reading.database
    if found is None or not found.answers or (found.milliseconds or 0.0) <= DATABASE_MILLISECONDS:
        return []
    return [
        Problem(
            kind=SLOW.name,
            subject="all",
            weight=Weight.SERIOUS,
            what="The database is slow",
            since=None,
            cause=f"one question takes {found.milliseconds:.0f} ms; the limit is {DATABASE_MILLISECONDS:.0f} ms",
            action=Action("Look at its health", "/api/health/database"),
        )
    ]


SLOW = Kind(
    name="database-slow",
    meaning="One question to the database takes more than 500 ms.",
    first_look="Long transactions, a full disk, a busy machine.",
    find=_find,
    rule="DatabaseSlow",
)
