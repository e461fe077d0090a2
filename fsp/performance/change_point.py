"""Where a slowdown seems to begin."""

from collections.abc import Sequence
from itertools import accumulate


def first_suspect(log_seconds: Sequence[float], *, old: float, new: float) -> int:
    """Return the index of the run from which on the total excess over the middle of both levels is greatest.

    For normal values of equal spread this is the likeliest place of a change from the old level to the new.
    """
    middle = (old + new) / 2
    excess = list(accumulate(value - middle for value in reversed(log_seconds)))
    return len(log_seconds) - 1 - excess.index(max(excess))
