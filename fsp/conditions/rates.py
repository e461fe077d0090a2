"""Judges a failure rate: literally, but only with enough events, and with a lower bound."""

from dataclasses import dataclass
from math import sqrt

from fsp.conditions.finding import Numbers, Verdict

Z_90_PERCENT = 1.6448536269514722
"""Two-sided 90 %: the true rate is below the lower bound in 5 % of cases."""


@dataclass(frozen=True)
class RateLimit:
    """A rate at or above `limit` is bad, one under `clears_below` is fine. Fewer than `min_events` give no verdict."""

    limit: float
    clears_below: float
    min_events: int
    min_lower_bound: float = 0.0
    """The Wilson lower bound must also reach this."""


@dataclass(frozen=True)
class Rate:
    """The result for a rate: the verdict, the measurement in words, and the numbers."""

    verdict: Verdict
    measured: str
    numbers: Numbers


def judge_rate(limit: RateLimit, *, failed: int, total: int) -> Rate:
    """Judge `failed` of `total` events."""
    # The two counters are read one after the other, so the failures may be ahead of the total.
    failed = min(failed, total)
    rate, bound = failed / total if total else 0.0, lower_bound(failed, total)
    count = f"{failed} of {total} failed"
    if total < limit.min_events:
        verdict, measured = Verdict.NO_DATA, f"{count}; not enough data (minimum {limit.min_events})"
    elif rate >= limit.limit and bound >= limit.min_lower_bound:
        verdict, measured = Verdict.BAD, f"{count}, {rate:.0%}; the limit is {limit.limit:.0%}"
    elif rate >= limit.limit:
        verdict = Verdict.BETWEEN
        measured = f"{count}; the lower bound {bound:.0%} is below the required {limit.min_lower_bound:.0%}"
    elif rate >= limit.clears_below:
        verdict = Verdict.BETWEEN
        measured = f"{count}, {rate:.0%}; fires at {limit.limit:.0%}, resolves below {limit.clears_below:.0%}"
    else:
        verdict, measured = Verdict.FINE, f"{count}, {rate:.0%}; the limit is {limit.limit:.0%}"
    return Rate(verdict, measured, Numbers(rate, limit.limit, total, bound))


def lower_bound(events: int, total: int) -> float:
    """Return the lower end of Wilson's 90 % interval of events / total; 0 for a total of 0.

    Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927).
    """
    if total == 0:
        return 0.0
    rate, square = events / total, Z_90_PERCENT**2
    middle = rate + square / (2 * total)
    spread = Z_90_PERCENT * sqrt(rate * (1 - rate) / total + square / (4 * total**2))
    return max(0.0, (middle - spread) / (1 + square / total))
