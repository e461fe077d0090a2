"""The error budget of 99.9 % burns too fast, both in a long and in a short window.

Source: Beyer et al., "The Site Reliability Workbook", chapter 5, multiwindow multi-burn-rate alerts.
"""

from dataclasses import dataclass

from fsp.conditions.facts.outcomes import AvailabilityFacts
from fsp.conditions.finding import SYSTEM, Finding, Numbers, Verdict
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

EVENTS_PER_ALLOWED_FAILURE = 1000
"""For 99.9 %."""

MIN_BAD_EVENTS = 10
MINUTE, HOUR, DAY = 60, 3600, 86400
FAST, SLOW = "error-budget-fast", "error-budget-slow"


@dataclass(frozen=True)
class Pair:
    """A burn rate that both windows must reach."""

    rate: float
    long_seconds: int
    short_seconds: int


@dataclass(frozen=True)
class Pace:
    """How fast the budget may burn. Any of the pairs is too fast."""

    rule: str
    severity: Severity
    summary: str
    pairs: tuple[Pair, ...]

    def find(self, snapshot: Snapshot) -> list[Finding] | None:
        """Return the worst finding of the pairs whose windows are known."""
        if snapshot.availability is None:
            return None
        windows = {window.window_seconds: window for window in snapshot.availability}
        pairs = [pair for pair in self.pairs if pair.long_seconds in windows and pair.short_seconds in windows]
        findings = [self._judge(pair, windows[pair.long_seconds], windows[pair.short_seconds]) for pair in pairs]
        # Any pair may start it, so the worst verdict counts.
        return [min(findings, key=lambda finding: list(Verdict).index(finding.verdict))] if findings else None

    def _judge(self, pair: Pair, long: AvailabilityFacts, short: AvailabilityFacts) -> Finding:
        total, rates = long.good + long.bad, (burn_rate(long), burn_rate(short))
        measured = f"the error budget burns {rates[0]:.1f}× too fast over {_span(pair.long_seconds)}"
        measured = f"{measured} and {rates[1]:.1f}× over {_span(pair.short_seconds)}; the limit is {pair.rate:g}"
        if total == 0:
            verdict, measured = Verdict.NO_DATA, "no events"
        elif min(rates) < pair.rate:
            verdict = Verdict.FINE
        elif long.bad < MIN_BAD_EVENTS:
            verdict, measured = Verdict.FINE, f"{long.bad} bad events; not enough data (minimum {MIN_BAD_EVENTS})"
        else:
            verdict = Verdict.BAD
        return Finding(
            rule=self.rule,
            subject=SYSTEM,
            severity=self.severity,
            summary=self.summary,
            cause=measured,
            verdict=verdict,
            numbers=Numbers(min(rates), pair.rate, total),
        )


def burn_rate(window: AvailabilityFacts) -> float:
    """Return how many times too fast the budget burns; 0 without events."""
    total = window.good + window.bad
    return window.bad * EVENTS_PER_ALLOWED_FAILURE / total if total else 0.0


def _span(seconds: int) -> str:
    for unit, name in ((DAY, "d"), (HOUR, "h")):
        if seconds % unit == 0:
            return f"{seconds // unit} {name}"
    return f"{seconds // MINUTE} min"


PAGES = (Pair(14.4, HOUR, 5 * MINUTE), Pair(6.0, 6 * HOUR, 30 * MINUTE))
TICKETS = (Pair(1.0, 3 * DAY, 6 * HOUR),)

# The two windows confirm each other, so neither waits for another evaluation.
ERROR_BUDGET_FAST = Rule(
    name=FAST,
    meaning="The error budget is burning fast",
    first_look="Check the health page for unhealthy components, and recent changes.",
    find=Pace(FAST, Severity.CRITICAL, "The error budget is burning fast", PAGES).find,
    shown_from=None,
    alert=AlertPolicy("ErrorBudgetBurnsFast", AlertType.SYSTEM_HEALTH, Severity.CRITICAL, more_evaluations=0),
)
ERROR_BUDGET_SLOW = Rule(
    name=SLOW,
    meaning="The error budget will run out this month",
    first_look="Look for a recurring error. This is not urgent today.",
    find=Pace(SLOW, Severity.WARNING, "The error budget will run out this month", TICKETS).find,
    shown_from=None,
    alert=AlertPolicy("ErrorBudgetBurnsSlowly", AlertType.SYSTEM_HEALTH, Severity.WARNING, more_evaluations=0),
)
