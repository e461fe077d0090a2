"""Dead letters that become many."""

from fsp.conditions.finding import Action, Kind, Problem, Weight
from fsp.conditions.snapshot import Reading

LIMIT = 10


def _find(reading: Reading) -> list[Problem]:
    found = reading.dead_letters
    if found is None or found.last_hour < LIMIT:
        return []
    return [
        Problem(
            kind=GROWTH.name,
            subject="all",
            weight=Weight.SERIOUS,
            what=f"{found.last_hour} jobs died within the hour",
            since=found.first_at,
            cause=f"most of them: {found.commonest}",
            action=Action("See the dead letters", f"/dead-letters?fingerprint={found.fingerprint}"),
            jobs_hit=found.last_hour,
        )
    ]


GROWTH = Kind(
    name="dead-letter-growth",
    meaning="Ten or more jobs spent all their attempts within an hour.",
    first_look="The commonest error; once its cause is mended, retry its whole group.",
    find=_find,
    rule="DeadLetterGrowth",
)
