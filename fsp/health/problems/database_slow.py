"""A database that is slow or away."""

from fsp.health.problems.problem import Action, Kind, Problem, Weight
from fsp.health.problems.reading import Reading

LIMIT_MILLISECONDS = 500.0


def _find(reading: Reading) -> list[Problem]:
    found = reading.database
    if found is None or (found.answers and (found.milliseconds or 0.0) <= LIMIT_MILLISECONDS):
        return []
    took = f"one question takes {found.milliseconds:.0f} ms" if found.milliseconds else "it is stopped or out of reach"
    return [
        Problem(
            kind=SLOW.name,
            subject="all",
            weight=Weight.SERIOUS if found.answers else Weight.CRITICAL,
            what="The database is slow" if found.answers else "The database does not answer",
            since=None,
            cause=f"{took}; the limit is {LIMIT_MILLISECONDS:.0f} ms" if found.answers else took,
            action=Action("Look at its health", "/api/health/database"),
        )
    ]


SLOW = Kind(
    name="database-slow",
    meaning="One question to the database takes more than 500 ms, or it does not answer at all.",
    first_look="Long transactions, a full disk, a busy machine; whether the server runs and DATABASE_URL names it.",
    find=_find,
    rule="DatabaseSlow",
)
