"""A database that is older than Redis: what it has lost was done again or brought back, as far as Redis knows it."""

from datetime import timedelta

from fsp.conditions.finding import Action, Kind, Problem, Weight
from fsp.conditions.snapshot import Reading

SHOWN = timedelta(hours=24)


def _find(reading: Reading) -> list[Problem]:
    turned_back = reading.turned_back
    if turned_back is None or reading.at - turned_back.noticed_at > SHOWN:
        return []
    return [
        Problem(
            kind=OLDER.name,
            subject="all",
            weight=Weight.WARNING,
            what="The database was older than Redis",
            since=turned_back.noticed_at,
            cause=f"it held no job ended after {turned_back.to:%Y-%m-%d %H:%M:%S} UTC, and Redis knew later ones: "
            "a backup was restored, or the end of its log was lost",
            action=Action("See what was done", f"/runbook#{OLDER.name}"),
        )
    ]


OLDER = Kind(
    name="database-older",
    meaning="Redis knows of jobs that the database has lost. Requests whose result is missing are done again, and "
    "requests, dead letters and history that only Redis knew were written down again. It shows for a day.",
    first_look="Was a backup restored? Texts, items and accounts that were changed after that moment are known only to "
    "their authors. Jobs that ended since are in the history.",
    find=_find,
)
