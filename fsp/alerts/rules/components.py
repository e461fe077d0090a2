"""System health: a part FSP stands on is not well, such as workers, the disk, the clocks or Redis's settings."""

from fsp.alerts.judgement import Judgement, Verdict
from fsp.alerts.reading import ComponentState, Reading
from fsp.alerts.rules.rule import Rule
from fsp.models.alert import AlertType, Severity

SEVERITIES = {"unhealthy": Severity.CRITICAL, "degraded": Severity.WARNING}


def _components(rule: Rule, reading: Reading) -> list[Judgement] | None:
    if reading.components is None:
        return None
    return [_judge(rule, found) for found in reading.components]


def _judge(rule: Rule, found: ComponentState) -> Judgement:
    verdict = Verdict.BAD if found.status in SEVERITIES else Verdict.FINE
    return rule.says(
        verdict if found.status != "unknown" else Verdict.NO_DATA,
        found.message,
        title=f"Health: {found.name} is {found.status}",
        severity=SEVERITIES.get(found.status),
        labels=(("component", found.name),),
        n=1,
    )


COMPONENT_UNHEALTHY = Rule(
    name="ComponentUnhealthy",
    alert_type=AlertType.SYSTEM_HEALTH,
    severity=Severity.WARNING,
    meaning="A part FSP stands on is not well",
    advice="It says what is wrong: start a worker, make room, set the clock, or correct Redis's configuration.",
    judge=_components,
    # A part that can no longer be looked at has not recovered.
    absent=Verdict.NO_DATA,
)
