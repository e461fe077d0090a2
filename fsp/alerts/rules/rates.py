"""Judging a rate of failures: literally, but only with enough events, and with a lower bound to end at."""

from dataclasses import dataclass

from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.ratios import lower_bound
from fsp.alerts.rules.rule import Rule


@dataclass(frozen=True)
class RateLimit:
    """A rate at or above `limit` is bad, one under `clears_below` is fine; fewer than `least` events say nothing."""

    limit: float
    clears_below: float
    least: int
    least_lower_bound: float = 0.0
    """The Wilson lower bound must reach this too."""


def judge_rate(
    rule: Rule,
    limit: RateLimit,
    *,
    failed: int,
    total: int,
    title: str,
    labels: tuple[tuple[str, str], ...] = (),
    affects: tuple[str, ...] = (),
) -> Judgement:
    """Judge `failed` of `total` events."""
    # Two counters are read one after the other, so the failures may be ahead of the total.
    failed = min(failed, total)
    rate, bound = failed / total if total else 0.0, lower_bound(failed, total)
    told = f"{failed} of {total} failed"
    if total < limit.least:
        verdict, why = Verdict.NO_DATA, f"{told}; fewer than {limit.least} events say nothing"
    elif rate >= limit.limit and bound >= limit.least_lower_bound:
        verdict, why = Verdict.BAD, f"{told}, {rate:.0%}; the limit is {limit.limit:.0%}"
    elif rate >= limit.limit:
        verdict = Verdict.BETWEEN
        why = f"{told}, but the rate is surely above {bound:.0%} only; {limit.least_lower_bound:.0%} is needed"
    elif rate >= limit.clears_below:
        verdict = Verdict.BETWEEN
        why = f"{told}, {rate:.0%}; it begins at {limit.limit:.0%} and ends below {limit.clears_below:.0%}"
    else:
        verdict, why = Verdict.FINE, f"{told}, {rate:.0%}; the limit is {limit.limit:.0%}"
    return rule.says(
        verdict,
        why,
        title=title,
        labels=labels,
        value=rate,
        n=total,
        threshold=limit.limit,
        lower_bound=bound,
        affects=affects,
    )
