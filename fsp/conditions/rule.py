"""A rule: a name, its meaning, the next step, and a pure function from a snapshot to findings."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fsp.conditions.finding import Finding, Verdict
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity


@dataclass(frozen=True)
class AlertPolicy:
    """How findings of a rule become alerts. The name and the labels of the subject identify an alert."""

    name: str
    alert_type: AlertType
    severity: Severity
    """The severity until a finding says how bad it is."""
    meaning: str = ""
    """What the alert says, where it is shorter than the meaning of the rule."""
    advice: str = ""
    """What to do first, where it differs from the rule's."""
    title: str = ""
    """The title of an alert about the subject `{name}`; without one the meaning, or the summary of the finding."""
    absent: Verdict = Verdict.FINE
    """What it means that a subject is no longer found."""
    more_evaluations: int | None = None
    """How many bad evaluations must come before the one that fires; None for as many as the severity asks for."""
    has_fixed_severity: bool = False
    """Whether every alert has the severity above: it decides whom it wakes, and the finding's where it is shown."""
    is_of_system: bool = False
    """Whether there is one alert for all findings: their subjects are examples, such as the oldest stuck job."""

    def title_of(self, finding: Finding) -> str:
        """Return the title of the alert of a finding."""
        return self.title.format(name=finding.subject.name) if self.title else self.meaning or finding.summary

    def severity_of(self, finding: Finding) -> Severity:
        """Return the severity of the alert of a finding."""
        return self.severity if self.has_fixed_severity else finding.severity

    def labels_of(self, finding: Finding) -> tuple[tuple[str, str], ...]:
        """Return the labels of the alert of a finding."""
        return () if self.is_of_system else finding.subject.labels

    def fingerprint_of(self, finding: Finding) -> str:
        """Return the fingerprint of the alert of a finding."""
        return fingerprint(self.name, dict(self.labels_of(finding)))


@dataclass(frozen=True)
class Rule:
    """One kind of problem; `meaning` and `first_look` are its entry in the runbook."""

    name: str
    meaning: str
    first_look: str
    find: Callable[[Snapshot], list[Finding] | None]
    """Returns None when the snapshot knows nothing of the rule's subject at all."""
    alert: AlertPolicy | None = None
    shown_from: Severity | None = Severity.WARNING
    """From which severity the overview shows its findings; None for a rule that only alerts."""
    component: str = ""
    """The health component that says the same."""
    can_follow_deploy: bool = True
    """Whether new code may have caused it: a full disk or a wrong clock is not blamed on a deploy."""

    @property
    def alert_meaning(self) -> str:
        """Return what its alerts say."""
        return (self.alert.meaning if self.alert else "") or self.meaning

    @property
    def alert_advice(self) -> str:
        """Return what to do first about its alerts."""
        return (self.alert.advice if self.alert else "") or self.first_look

    def is_shown(self, finding: Finding) -> bool:
        """Return whether the overview shows this finding."""
        is_bad = finding.verdict is Verdict.BAD
        return is_bad and self.shown_from is not None and finding.severity.rank >= self.shown_from.rank


def fingerprint(alert_name: str, labels: Mapping[str, str]) -> str:
    """Return the SHA-256 that identifies the cause of an alert, as 64 hexadecimal digits."""
    text = "\x1f".join([alert_name, *(f"{name}={value}" for name, value in sorted(labels.items()))])
    return hashlib.sha256(text.encode()).hexdigest()
