"""An unhealthy dependency, such as workers, the disk, the clocks or the settings of Redis."""

from fsp.conditions.facts.infrastructure import ComponentFacts
from fsp.conditions.finding import Finding, Numbers, Subject, SubjectKind, Verdict
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "component-unhealthy"
SEVERITIES = {"unhealthy": Severity.CRITICAL, "degraded": Severity.WARNING}


def _find(snapshot: Snapshot) -> list[Finding] | None:
    return None if snapshot.components is None else [_judge(component) for component in snapshot.components]


def _judge(component: ComponentFacts) -> Finding:
    verdict = Verdict.BAD if component.status in SEVERITIES else Verdict.FINE
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.COMPONENT, component.name),
        severity=SEVERITIES.get(component.status, Severity.WARNING),
        summary=f"Health: {component.name} is {component.status}",
        cause=component.message,
        verdict=verdict if component.status != "unknown" else Verdict.NO_DATA,
        numbers=Numbers(sample=1),
    )


COMPONENT_UNHEALTHY = Rule(
    name=NAME,
    meaning="A dependency is unhealthy",
    first_look="Follow its message: start a worker, free disk space, sync the clock, or fix the Redis configuration.",
    find=_find,
    shown_from=None,
    can_follow_deploy=False,
    # A component that can no longer be checked has not recovered.
    alert=AlertPolicy("ComponentUnhealthy", AlertType.SYSTEM_HEALTH, Severity.WARNING, absent=Verdict.NO_DATA),
)
