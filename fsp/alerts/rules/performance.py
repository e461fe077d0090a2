"""Performance degradation: a job type that became slower than its baseline, by effect and by test."""

from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.reading import Reading, Regression
from fsp.alerts.rules.rule import Rule
from fsp.models.alert import AlertType, Severity

THRESHOLD_PERCENT = 10.0
SEVERITIES = {"material": Severity.ERROR, "confirmed": Severity.WARNING}


def _regressions(rule: Rule, reading: Reading) -> list[Judgement] | None:
    if reading.regressions is None:
        return None
    return [_judge(rule, found) for found in reading.regressions]


def _judge(rule: Rule, found: Regression) -> Judgement:
    severity = SEVERITIES.get(found.level)
    why = f"{found.percent:.0f} % slower than its baseline, {found.level}; the limit is {THRESHOLD_PERCENT:.0f} %"
    if severity is None:
        why = f"{why}, confirmed"
    if found.since:
        why = f"{why}; {found.since}"
    labels = (("job_type", found.job_type), *((("size_class", found.size_class),) if found.size_class else ()))
    return rule.says(
        Verdict.BAD if severity else Verdict.BETWEEN,
        why,
        title=f"Jobs of type {found.job_type} became slower",
        severity=severity,
        labels=labels,
        value=found.percent,
        threshold=THRESHOLD_PERCENT,
    )


PERFORMANCE_REGRESSION = Rule(
    name="PerformanceRegression",
    alert_type=AlertType.PERFORMANCE_DEGRADATION,
    severity=Severity.WARNING,
    meaning="Jobs of a type became slower",
    advice="Compare with the last change of code or content; accept the new normal if it is meant.",
    judge=_regressions,
    # The test that confirmed it already looked at ten runs or more.
    more_evaluations=0,
)
