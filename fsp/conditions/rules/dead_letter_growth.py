"""A growing number of dead letters."""

from fsp.conditions.finding import SYSTEM, Action, Finding, Numbers, Verdict
from fsp.conditions.limits import DEAD_LETTERS_CLEAR_BELOW, MAX_DEAD_LETTERS_AN_HOUR
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "dead-letter-growth"


def _find(snapshot: Snapshot) -> list[Finding] | None:
    letters = snapshot.dead_letters
    if letters is None:
        return None
    grown = letters.last_hour
    measured = (
        f"{grown} new in the last hour, {letters.total} in total; the limit is {MAX_DEAD_LETTERS_AN_HOUR} per hour"
    )
    verdict = Verdict.FINE
    if grown >= MAX_DEAD_LETTERS_AN_HOUR:
        verdict = Verdict.BAD
    elif grown >= DEAD_LETTERS_CLEAR_BELOW:
        verdict, measured = Verdict.BETWEEN, f"{measured}, and it resolves below {DEAD_LETTERS_CLEAR_BELOW}"
    group = f"fingerprint={letters.fingerprint}"
    return [
        Finding(
            rule=NAME,
            subject=SYSTEM,
            severity=Severity.ERROR,
            summary=f"{grown} jobs failed permanently in the last hour",
            since=letters.first_at,
            cause="they ran out of retries or failed with a permanent error",
            error=letters.commonest,
            action=Action("Retry group", f"/dead-letters/bulk?action=replay&{group}", is_for_operators=True),
            details_url=f"/dead-letters?{group}",
            verdict=verdict,
            measured=measured,
            numbers=Numbers(grown, MAX_DEAD_LETTERS_AN_HOUR, letters.total),
            jobs_hit=grown,
        )
    ]


DEAD_LETTER_GROWTH = Rule(
    name=NAME,
    meaning="Ten or more jobs ran out of retries within an hour.",
    first_look="Fix the most common error, then retry the whole group.",
    find=_find,
    alert=AlertPolicy(
        "DeadLetterGrowth",
        AlertType.JOB_FAILURES,
        Severity.WARNING,
        has_fixed_severity=True,
        meaning="Dead letters are increasing",
        advice="Open Dead letters, grouped by error; fix the cause, then replay them.",
    ),
)
