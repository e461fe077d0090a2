"""Estimates where a slowdown begins."""

from collections.abc import Sequence
from itertools import accumulate


def first_suspect(log_seconds: Sequence[float], *, old: float, new: float) -> int:
    """Return the index of the run from which the total excess over the middle of both levels is greatest.

    For normal values of equal variance this is the maximum likelihood estimate of the change from the old level to the
    new.
    """
    middle = (old + new) / 2
    excess = list(accumulate(value - middle for value in reversed(log_seconds)))
    return len(log_seconds) - 1 - excess.index(max(excess))
