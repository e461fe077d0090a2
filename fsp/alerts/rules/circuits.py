"""Job failures that opened a circuit: no job of the type starts."""

from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.reading import Reading
from fsp.alerts.rules.rule import Rule
from fsp.models.alert import AlertType, Severity


def _open(rule: Rule, reading: Reading) -> list[Judgement] | None:
    if reading.open_circuits is None:
        return None
    return [
        rule.says(
            Verdict.BAD,
            f"open since {found.since:%H:%M} UTC: {found.why}",
            title=f"The circuit of {found.job_type} is open",
            labels=(("job_type", found.job_type),),
            n=1,
        )
        for found in reading.open_circuits
    ]


CIRCUIT_OPEN = Rule(
    name="CircuitOpen",
    alert_type=AlertType.JOB_FAILURES,
    severity=Severity.ERROR,
    meaning="A circuit is open",
    advice="Open Job types and read why; it tries again by itself once a minute.",
    judge=_open,
)
