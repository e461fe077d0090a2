"""A database that does not answer."""

from fsp.conditions.finding import Action, Kind, Problem, Reach, Weight
from fsp.conditions.snapshot import Reading

LOCKED = "another process holds its lock"
"""How the health check words it."""


def _find(reading: Reading) -> list[Problem]:
    found = reading.database
    if found is None or found.answers:
        return []
    return [
        Problem(
            kind=AWAY.name,
            subject="all",
            weight=Weight.CRITICAL,
            what="The database is locked" if found.cause == LOCKED else "The database is down",
            since=None,
            cause=found.cause or "it is stopped or out of reach",
            action=Action("See what to do", f"/runbook#{AWAY.name}"),
            reach=Reach.GROUND,
        )
    ]


AWAY = Kind(
    name="database-away",
    meaning="The database does not answer. Jobs run on and are recorded when it is back; whoever was signed in may "
    "look, with the rights of a viewer, and nobody may sign in or change anything.",
    first_look="Does its server run, does DATABASE_URL name it, has its disk room? On SQLite: which process holds the "
    "file, and may FSP read and write it?",
    find=_find,
    can_follow_deploy=False,
    rule="DatabaseUnreachable",
)
