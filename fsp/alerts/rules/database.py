"""Database issues: it does not answer, or answers slowly."""

from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.reading import Reading
from fsp.alerts.rules.rule import Rule
from fsp.conditions.limits import DATABASE_CLEARS_BELOW_MILLISECONDS, DATABASE_MILLISECONDS
from fsp.models.alert import AlertType, Severity


def _unreachable(rule: Rule, reading: Reading) -> list[Judgement] | None:
    if reading.database is None:
        return None
    if reading.database.is_reachable:
        return [rule.says(Verdict.FINE, "the database answers")]
    return [rule.says(Verdict.BAD, "the database did not answer, asked twice")]


def _slow(rule: Rule, reading: Reading) -> list[Judgement] | None:
    taken = reading.database.response_milliseconds if reading.database else None
    if taken is None:
        return None
    why = f"one question took {taken:.0f} ms; the limit is {DATABASE_MILLISECONDS:.0f} ms"
    if taken > DATABASE_MILLISECONDS:
        verdict = Verdict.BAD
    elif taken >= DATABASE_CLEARS_BELOW_MILLISECONDS:
        verdict, why = Verdict.BETWEEN, f"{why}, and it ends below {DATABASE_CLEARS_BELOW_MILLISECONDS:.0f} ms"
    else:
        verdict = Verdict.FINE
    return [rule.says(verdict, why, value=taken, n=1, threshold=DATABASE_MILLISECONDS)]


DATABASE_UNREACHABLE = Rule(
    name="DatabaseUnreachable",
    alert_type=AlertType.DATABASE_ISSUES,
    severity=Severity.CRITICAL,
    meaning="The database does not answer",
    advice="Look whether the database server runs and its disk has room; then at DATABASE_URL.",
    judge=_unreachable,
    more_evaluations=0,
)
DATABASE_SLOW = Rule(
    name="DatabaseSlow",
    alert_type=AlertType.DATABASE_ISSUES,
    severity=Severity.ERROR,
    meaning="The database answers slowly",
    advice="Look for long transactions, a full disk or a busy machine.",
    judge=_slow,
)
