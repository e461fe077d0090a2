"""A database that is slow."""

from fsp.conditions.finding import SYSTEM, Action, Finding, Numbers, Verdict
from fsp.conditions.limits import DATABASE_CLEARS_BELOW_MILLISECONDS, DATABASE_MILLISECONDS
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "database-slow"


def _find(snapshot: Snapshot) -> list[Finding] | None:
    taken = snapshot.database.milliseconds if snapshot.database else None
    if taken is None:
        return None
    measured = f"a query took {taken:.0f} ms; the limit is {DATABASE_MILLISECONDS:.0f} ms"
    verdict = Verdict.FINE
    if taken > DATABASE_MILLISECONDS:
        verdict = Verdict.BAD
    elif taken >= DATABASE_CLEARS_BELOW_MILLISECONDS:
        verdict = Verdict.BETWEEN
        measured = f"{measured}, and it resolves below {DATABASE_CLEARS_BELOW_MILLISECONDS:.0f} ms"
    return [
        Finding(
            rule=NAME,
            subject=SYSTEM,
            severity=Severity.ERROR,
            summary="The database is slow",
            cause=f"a query takes {taken:.0f} ms; the limit is {DATABASE_MILLISECONDS:.0f} ms",
            action=Action("View health", "/api/health/database"),
            verdict=verdict,
            measured=measured,
            numbers=Numbers(taken, DATABASE_MILLISECONDS, 1),
        )
    ]


DATABASE_SLOW = Rule(
    name=NAME,
    meaning="Database queries take more than 500 ms.",
    first_look="Check for long transactions, a full disk or a busy host.",
    find=_find,
    alert=AlertPolicy(
        "DatabaseSlow",
        AlertType.DATABASE_ISSUES,
        Severity.ERROR,
        meaning="The database is slow",
        advice="Check for long transactions, a full disk or a busy host.",
    ),
)
