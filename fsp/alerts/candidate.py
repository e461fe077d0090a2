"""A possible alert: a finding together with the alert policy of its rule."""

from dataclasses import dataclass
from typing import Any

from fsp.conditions.finding import Finding, Verdict
from fsp.conditions.rule import AlertPolicy, Rule, fingerprint
from fsp.models.alert_kinds import AlertType, Severity


@dataclass(frozen=True)
class Candidate:
    """One rule and one subject, with or without a problem. The labels identify the subject."""

    policy: AlertPolicy
    finding: Finding
    title: str
    advice: str = ""
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def rule(self) -> str:
        """Return the rule name of the alert."""
        return self.policy.name

    @property
    def alert_type(self) -> AlertType:
        """Return the type by which alerts are grouped."""
        return self.policy.alert_type

    @property
    def verdict(self) -> Verdict:
        """Return the verdict of the rule."""
        return self.finding.verdict

    @property
    def severity(self) -> Severity:
        """Return the severity if there is a problem."""
        return self.policy.severity_of(self.finding)

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint: rule and labels, without severity or value."""
        return fingerprint(self.rule, dict(self.labels))

    @property
    def numbers(self) -> dict[str, Any]:
        """Return the measured values, as stored with alerts and evaluations."""
        numbers = self.finding.numbers
        return {
            "value": numbers.value,
            "n": numbers.sample,
            "threshold": numbers.threshold,
            "lower_bound": numbers.lower_bound,
            "why": self.finding.why,
        }


def candidate_of(rule: Rule, finding: Finding) -> Candidate:
    """Return the candidate for a finding of a rule; raise ValueError for a rule without alerts."""
    policy = rule.alert
    if policy is None:
        raise ValueError(f"the rule {rule.name} does not alert; give it an alert policy")
    advice = finding.advice or rule.alert_advice
    return Candidate(policy, finding, policy.title_of(finding), advice, policy.labels_of(finding))
