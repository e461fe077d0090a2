"""A circuit breaker that is not closed: jobs of its type may not start."""

from urllib.parse import quote

from fsp.conditions.facts.work import CircuitFacts
from fsp.conditions.failed_jobs import failed_jobs_url
from fsp.conditions.finding import Action, Finding, Numbers, Reach, Subject, SubjectKind
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "circuit-open"


def _find(snapshot: Snapshot) -> list[Finding] | None:
    return None if snapshot.circuits is None else [_finding(circuit) for circuit in snapshot.circuits]


def _finding(circuit: CircuitFacts) -> Finding:
    why = circuit.why or "repeated failures"
    since = f" since {circuit.opened_at:%H:%M} UTC" if circuit.opened_at else ""
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.JOB_TYPE, circuit.job_type),
        severity=Severity.ERROR,
        summary=f"The circuit breaker of {circuit.job_type} is {circuit.state}",
        since=circuit.opened_at,
        cause=why,
        error=f"{circuit.newest_error:.160}",
        action=Action("Close circuit breaker", f"/job-types/{quote(circuit.job_type)}/close-circuit", is_post=True),
        details_url=failed_jobs_url(circuit.job_type, circuit.newest_error),
        measured=f"{circuit.state}{since}: {why}",
        numbers=Numbers(sample=1),
        jobs_hit=circuit.waiting,
        reach=Reach.TYPE,
    )


CIRCUIT_OPEN = Rule(
    name=NAME,
    meaning="This job type failed repeatedly, so new runs are blocked. One probe job runs every minute.",
    first_look="Check the latest error of this type. The circuit breaker closes automatically when a probe succeeds.",
    find=_find,
    alert=AlertPolicy(
        "CircuitOpen",
        AlertType.JOB_FAILURES,
        Severity.ERROR,
        meaning="A circuit breaker is open",
        advice="See Job types for the cause. It retries automatically every minute.",
        title="The circuit breaker of {name} is open",
    ),
)
