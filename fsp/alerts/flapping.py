"""Flapping: a condition that changes too often for a notice each time."""

from datetime import datetime, timedelta
from itertools import pairwise

from fsp.conditions.finding import Verdict

EVALUATIONS = 24
BEGINS_AT = 4
BEGINS_AGAIN_AT = 2
ENDS_AT = 1
RELAPSE = timedelta(hours=24)
"""What comes back this soon after it flapped counts as flapping: chance alone gives a quiet stretch now and then."""


def conditions_after(conditions: str, verdict: Verdict, *, is_active: bool) -> str:
    """Return the remembered conditions with one more; an evaluation without data is left out."""
    if verdict is Verdict.NO_DATA:
        return conditions
    is_bad = verdict is Verdict.BAD or (verdict is Verdict.BETWEEN and is_active)
    # A cause that was never seen before was fine: nothing but a bad evaluation makes it known.
    return ((conditions or "f") + ("b" if is_bad else "f"))[-(EVALUATIONS + 1) :]


def changes(conditions: str) -> int:
    """Return how often the condition changed in the last 24 evaluations."""
    return sum(before != after for before, after in pairwise(conditions))


def is_flapping(conditions: str, *, was_flapping: bool, is_relapse: bool = False) -> bool:
    """Return whether to hold: it begins at 4 changes in 24 evaluations, at 2 in a relapse, and ends at 1."""
    count = changes(conditions)
    if was_flapping:
        return count > ENDS_AT
    return count >= (BEGINS_AGAIN_AT if is_relapse else BEGINS_AT)


def has_flapped_lately(flapped_at: datetime | None, now: datetime) -> bool:
    """Return whether it flapped within a day."""
    return flapped_at is not None and now - flapped_at <= RELAPSE
