"""What may become an alert: a finding, under the policy by which its rule alerts."""

from dataclasses import dataclass
from typing import Any

from fsp.conditions.finding import Finding, Verdict
from fsp.conditions.rule import AlertPolicy, Rule, fingerprint
from fsp.models.alert_kinds import AlertType, Severity


@dataclass(frozen=True)
class Candidate:
    """One rule on one subject, whether something is wrong with it or not. The labels name the subject."""

    policy: AlertPolicy
    finding: Finding
    title: str
    advice: str = ""
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def rule(self) -> str:
        """Return the name of the alert's rule."""
        return self.policy.name

    @property
    def alert_type(self) -> AlertType:
        """Return the type by which alerts are grouped."""
        return self.policy.alert_type

    @property
    def verdict(self) -> Verdict:
        """Return what the rule says."""
        return self.finding.verdict

    @property
    def severity(self) -> Severity:
        """Return how bad it is, if it is bad."""
        return self.policy.severity_of(self.finding)

    @property
    def fingerprint(self) -> str:
        """Return the name of the cause: rule and labels, without severity or value."""
        return fingerprint(self.rule, dict(self.labels))

    @property
    def numbers(self) -> dict[str, Any]:
        """Return what was measured, as it is stored with an alert and with each evaluation."""
        numbers = self.finding.numbers
        return {
            "value": numbers.value,
            "n": numbers.sample,
            "threshold": numbers.threshold,
            "lower_bound": numbers.lower_bound,
            "why": self.finding.why,
        }


def candidate_of(rule: Rule, finding: Finding) -> Candidate:
    """Return what a finding of a rule is to the alerts; raise ValueError for a rule that does not alert."""
    policy = rule.alert
    if policy is None:
        raise ValueError(f"the rule {rule.name} does not alert; give it an alert policy")
    advice = finding.advice or rule.alert_advice
    return Candidate(policy, finding, policy.title_of(finding), advice, policy.labels_of(finding))
