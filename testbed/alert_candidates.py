"""Candidates for alerts as a rule would give them, without a snapshot."""

from fsp.alerts.candidate import Candidate, candidate_of
from fsp.conditions.catalogue import RULES
from fsp.conditions.finding import Finding, Verdict, subject_of
from fsp.models.alert_kinds import Severity

ALERTING = {rule.alert.name: (rule, rule.alert) for rule in RULES if rule.alert}


def says(
    alert_name: str,
    verdict: Verdict,
    *,
    severity: Severity | None = None,
    affects: tuple[str, ...] = (),
    labels: tuple[tuple[str, str], ...] = (),
) -> Candidate:
    """Return what the rule of an alert says about the subject of these labels."""
    rule, policy = ALERTING[alert_name]
    finding = Finding(
        rule=rule.name,
        subject=subject_of(dict(labels)),
        severity=severity or policy.severity,
        summary="a test",
        verdict=verdict,
        affects=affects,
    )
    return candidate_of(rule, finding)
