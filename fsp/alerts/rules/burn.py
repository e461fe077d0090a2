"""System health: the error budget of 99.9 % burns too fast, in a long and in a short window at once.

Source: Beyer et al., "The Site Reliability Workbook", chapter 5, multiwindow multi-burn-rate alerts.
"""

from dataclasses import dataclass

from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.reading import Availability, Reading
from fsp.alerts.rules.rule import Rule
from fsp.models.alert import AlertType, Severity

EVENTS_PER_ALLOWED_FAILURE = 1000
"""Of 99.9 %."""

LEAST_BAD_EVENTS = 10
MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True)
class Pair:
    """A burn rate that both windows must reach."""

    rate: float
    long_seconds: int
    short_seconds: int


PAGES = (Pair(14.4, HOUR, 5 * MINUTE), Pair(6.0, 6 * HOUR, 30 * MINUTE))
TICKETS = (Pair(1.0, 3 * DAY, 6 * HOUR),)


def burn_rate(window: Availability) -> float:
    """Return how many times too fast the budget burns; 0 without events."""
    total = window.good + window.bad
    return window.bad * EVENTS_PER_ALLOWED_FAILURE / total if total else 0.0


def _judge(rule: Rule, reading: Reading, pairs: tuple[Pair, ...]) -> list[Judgement] | None:
    if reading.availability is None:
        return None
    windows = {window.window_seconds: window for window in reading.availability}
    known = [pair for pair in pairs if pair.long_seconds in windows and pair.short_seconds in windows]
    found = [_judge_pair(rule, pair, windows[pair.long_seconds], windows[pair.short_seconds]) for pair in known]
    # Any pair may begin it, so the worst verdict stands for all.
    return [min(found, key=lambda judged: list(Verdict).index(judged.verdict))] if found else None


def _judge_pair(rule: Rule, pair: Pair, long: Availability, short: Availability) -> Judgement:
    total, rates = long.good + long.bad, (burn_rate(long), burn_rate(short))
    why = f"the budget burns {rates[0]:.1f} times too fast over {_span(pair.long_seconds)}"
    why = f"{why} and {rates[1]:.1f} times over {_span(pair.short_seconds)}; the limit is {pair.rate:g}"
    if total == 0:
        verdict, why = Verdict.NO_DATA, "there were no events"
    elif min(rates) < pair.rate:
        verdict = Verdict.FINE
    elif long.bad < LEAST_BAD_EVENTS:
        verdict, why = Verdict.FINE, f"{long.bad} bad events; fewer than {LEAST_BAD_EVENTS} say nothing"
    else:
        verdict = Verdict.BAD
    return rule.says(verdict, why, value=min(rates), n=total, threshold=pair.rate)


def _span(seconds: int) -> str:
    for unit, name in ((DAY, "d"), (HOUR, "h")):
        if seconds % unit == 0:
            return f"{seconds // unit} {name}"
    return f"{seconds // MINUTE} min"


# The two windows are their own confirmation, so neither waits for another evaluation.
BURN_FAST = Rule(
    name="ErrorBudgetBurnsFast",
    alert_type=AlertType.SYSTEM_HEALTH,
    severity=Severity.CRITICAL,
    meaning="The error budget burns fast",
    advice="Look at the health page for what is not healthy, and at what changed last.",
    judge=lambda rule, reading: _judge(rule, reading, PAGES),
    more_evaluations=0,
)
BURN_SLOW = Rule(
    name="ErrorBudgetBurnsSlowly",
    alert_type=AlertType.SYSTEM_HEALTH,
    severity=Severity.WARNING,
    meaning="The error budget will not last the month",
    advice="Look for an error that comes back; there is time until tomorrow.",
    judge=lambda rule, reading: _judge(rule, reading, TICKETS),
    more_evaluations=0,
)
