"""A database that is older than Redis, for example after a restore: lost work ran again or was restored."""

from fsp.conditions.finding import SYSTEM, Action, Finding
from fsp.conditions.limits import DATABASE_OLDER_SHOWN_FOR
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "database-older"


def _find(snapshot: Snapshot) -> list[Finding]:
    turned_back = snapshot.turned_back
    if turned_back is None or snapshot.at - turned_back.noticed_at > DATABASE_OLDER_SHOWN_FOR:
        return []
    return [
        Finding(
            rule=NAME,
            subject=SYSTEM,
            severity=Severity.WARNING,
            summary="The database is older than Redis",
            since=turned_back.noticed_at,
            cause=f"it held no job ended after {turned_back.to:%Y-%m-%d %H:%M:%S} UTC, and Redis knew later ones: "
            "a backup was restored, or the end of its log was lost",
            action=Action("View details", f"/runbook#{NAME}"),
        )
    ]


DATABASE_OLDER = Rule(
    name=NAME,
    meaning="Redis has jobs that the database lost. Requests without a result run again. Requests, dead "
    "letters and history known only to Redis were written to the database again. This is shown for a "
    "day.",
    first_look="Check whether a backup was restored. Posts and accounts changed after that time must be changed "
    "again by hand. Jobs that ended since then are in the history.",
    find=_find,
)
