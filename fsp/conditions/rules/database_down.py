"""A database that is down."""

from fsp.conditions.finding import SYSTEM, Action, Finding, Reach, Verdict
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "database-away"
LOCKED = "another process holds the lock"
"""The wording of the health check."""


def _find(snapshot: Snapshot) -> list[Finding] | None:
    database = snapshot.database
    if database is None:
        return None
    if database.answers:
        return [
            Finding(NAME, SYSTEM, Severity.CRITICAL, "The database responds", "the database responds", verdict=_FINE)
        ]
    return [
        Finding(
            rule=NAME,
            subject=SYSTEM,
            severity=Severity.CRITICAL,
            summary="The database is locked" if database.cause == LOCKED else "The database is down",
            cause=database.cause or "it is stopped or unreachable",
            measured="the database did not respond to 2 checks",
            action=_check(database.cause),
            reach=Reach.INFRASTRUCTURE,
        )
    ]


def _check(cause: str) -> Action:
    """Return the action: find the process that holds a locked file, or check the server."""
    page = f"/runbook#{NAME}"
    if cause == LOCKED:
        return Action(
            "Find the process that holds the lock", page, command='fuser -v "${FSP_DATA_DIR:-var}"/fsp.sqlite3'
        )
    return Action("Check the database server", page, command="systemctl status postgresql")


_FINE = Verdict.FINE

DATABASE_DOWN = Rule(
    name=NAME,
    meaning="The database is not responding. Jobs keep running and are recorded once it recovers. Signed-in "
    "users have read-only access; sign-in and changes are disabled.",
    first_look="Check that the server is running, DATABASE_URL is correct and the disk is not full. For SQLite, "
    "check which process holds the lock and the file permissions.",
    find=_find,
    can_follow_deploy=False,
    alert=AlertPolicy(
        "DatabaseUnreachable",
        AlertType.DATABASE_ISSUES,
        Severity.CRITICAL,
        meaning="The database is not responding",
        advice="Check that the database server is running, its disk is not full and DATABASE_URL is correct.",
        more_evaluations=0,
    ),
)
