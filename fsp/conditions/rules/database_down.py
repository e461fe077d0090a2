"""A database that does not answer."""

from fsp.conditions.finding import SYSTEM, Action, Finding, Reach, Verdict
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "database-away"
LOCKED = "another process holds its lock"
"""How the health check words it."""


def _find(snapshot: Snapshot) -> list[Finding] | None:
    database = snapshot.database
    if database is None:
        return None
    if database.answers:
        return [Finding(NAME, SYSTEM, Severity.CRITICAL, "The database answers", "the database answers", verdict=_FINE)]
    return [
        Finding(
            rule=NAME,
            subject=SYSTEM,
            severity=Severity.CRITICAL,
            summary="The database is locked" if database.cause == LOCKED else "The database is down",
            cause=database.cause or "it is stopped or out of reach",
            measured="the database did not answer, asked twice",
            action=Action("See what to do", f"/runbook#{NAME}"),
            reach=Reach.INFRASTRUCTURE,
        )
    ]


_FINE = Verdict.FINE

DATABASE_DOWN = Rule(
    name=NAME,
    meaning="The database does not answer. Jobs run on and are recorded when it is back; whoever was signed in may "
    "look, with the rights of a viewer, and nobody may sign in or change anything.",
    first_look="Does its server run, does DATABASE_URL name it, has its disk room? On SQLite: which process holds the "
    "file, and may FSP read and write it?",
    find=_find,
    can_follow_deploy=False,
    alert=AlertPolicy(
        "DatabaseUnreachable",
        AlertType.DATABASE_ISSUES,
        Severity.CRITICAL,
        meaning="The database does not answer",
        advice="Look whether the database server runs and its disk has room; then at DATABASE_URL.",
        more_evaluations=0,
    ),
)
