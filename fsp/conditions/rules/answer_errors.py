"""FSP's own HTTP responses that are errors."""

from fsp.conditions.finding import SYSTEM, Finding, Verdict
from fsp.conditions.limits import ANSWER_ERRORS_CLEAR_BELOW, MAX_ANSWER_ERRORS, MIN_ANSWERS
from fsp.conditions.rates import RateLimit, judge_rate
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "answer-errors"
LIMIT = RateLimit(MAX_ANSWER_ERRORS, ANSWER_ERRORS_CLEAR_BELOW, MIN_ANSWERS)


def _find(snapshot: Snapshot) -> list[Finding] | None:
    answers = snapshot.answers
    if answers is None:
        return None
    rate = judge_rate(LIMIT, failed=answers.errors, total=answers.requests)
    return [
        Finding(
            rule=NAME,
            subject=SYSTEM,
            severity=Severity.ERROR,
            summary="High HTTP error rate",
            cause=rate.measured,
            verdict=rate.verdict,
            numbers=rate.numbers,
        )
    ]


ANSWER_ERRORS = Rule(
    name=NAME,
    meaning="High HTTP error rate",
    first_look="Check the web process's log for tracebacks.",
    find=_find,
    shown_from=None,
    alert=AlertPolicy(
        "SystemErrors", AlertType.SYSTEM_HEALTH, Severity.ERROR, absent=Verdict.NO_DATA, more_evaluations=1
    ),
)
