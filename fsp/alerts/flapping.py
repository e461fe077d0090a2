"""Detects flapping: a condition that changes too often to notify each time."""

from datetime import datetime, timedelta
from itertools import pairwise

from fsp.conditions.finding import Verdict

EVALUATIONS = 24
BEGINS_AT = 4
BEGINS_AGAIN_AT = 2
ENDS_AT = 1
RELAPSE = timedelta(hours=24)
"""If an alert fires again this soon after flapping, it counts as flapping, because pauses occur by chance."""


def conditions_after(conditions: str, verdict: Verdict, *, is_active: bool) -> str:
    """Return the recent conditions with one more. An evaluation without data is left out."""
    if verdict is Verdict.NO_DATA:
        return conditions
    is_bad = verdict is Verdict.BAD or (verdict is Verdict.BETWEEN and is_active)
    # An unknown problem was fine before: only a bad evaluation creates a record.
    return ((conditions or "f") + ("b" if is_bad else "f"))[-(EVALUATIONS + 1) :]


def changes(conditions: str) -> int:
    """Return how often the condition changed in the last 24 evaluations."""
    return sum(before != after for before, after in pairwise(conditions))


def is_flapping(conditions: str, *, was_flapping: bool, is_relapse: bool = False) -> bool:
    """Return whether it is flapping: from 4 changes in 24 evaluations, from 2 in a relapse, until at most 1."""
    count = changes(conditions)
    if was_flapping:
        return count > ENDS_AT
    return count >= (BEGINS_AGAIN_AT if is_relapse else BEGINS_AT)


def has_flapped_lately(flapped_at: datetime | None, now: datetime) -> bool:
    """Return whether it flapped within a day."""
    return flapped_at is not None and now - flapped_at <= RELAPSE
