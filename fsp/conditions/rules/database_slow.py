"""A database that is slow."""

from fsp.conditions.finding import SYSTEM, Action, Finding, Numbers, Verdict
from fsp.conditions.limits import DATABASE_CLEARS_BELOW_MILLISECONDS, DATABASE_MILLISECONDS
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "database-slow"
PAGE = f"/runbook#{NAME}"
TRANSACTIONS_COMMAND = (
    'psql "$DATABASE_URL" -c "SELECT pid, now() - xact_start AS age, left(query, 60) FROM pg_stat_activity '
    'WHERE xact_start IS NOT NULL ORDER BY age DESC"'
)
PROCESSES_COMMAND = "top -b -n 1 | head -15"


def _find(snapshot: Snapshot) -> list[Finding] | None:
    if snapshot.database is None or snapshot.database.milliseconds is None:
        return None
    taken = snapshot.database.milliseconds
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
            action=_action(snapshot.database.dialect),
            details_url="/api/health/database",
            verdict=verdict,
            measured=measured,
            numbers=Numbers(taken, DATABASE_MILLISECONDS, 1),
        )
    ]


def _action(dialect: str) -> Action:
    """Return the command that shows long transactions of a server, or the busy processes of the host."""
    if dialect == "postgresql":
        return Action("Show long transactions", PAGE, command=TRANSACTIONS_COMMAND)
    return Action("Show the busiest processes", PAGE, command=PROCESSES_COMMAND)


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
