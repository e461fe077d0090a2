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
    """The severity unless a finding specifies it."""
    meaning: str = ""
    """The meaning of the alert, if it is shorter than that of the rule."""
    advice: str = ""
    """What to do first, if it differs from the rule."""
    title: str = ""
    """The title of an alert about the subject `{name}`.

    Without one, the meaning or the summary of the finding is used.
    """
    absent: Verdict = Verdict.FINE
    """The verdict for a subject that is no longer found."""
    more_evaluations: int | None = None
    """How many bad evaluations must precede the one that fires; None uses the default of the severity."""
    has_fixed_severity: bool = False
    """Whether every alert has the severity above. It decides who is notified, and the finding's severity is shown."""
    is_of_system: bool = False
    """Whether all findings share one alert. Their subjects are examples, such as the oldest stuck job."""

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
    """One kind of problem. `meaning` and `first_look` are its runbook entry."""

    name: str
    meaning: str
    first_look: str
    find: Callable[[Snapshot], list[Finding] | None]
    """Returns None if the snapshot knows nothing about the rule's subject."""
    alert: AlertPolicy | None = None
    shown_from: Severity | None = Severity.WARNING
    """The minimum severity for the overview; None for a rule that only alerts."""
    component: str = ""
    """The health component with the same meaning."""
    can_follow_deploy: bool = True
    """Whether new code may have caused it. A full disk or a wrong clock is not blamed on a deploy."""

    @property
    def alert_meaning(self) -> str:
        """Return the meaning of its alerts."""
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
    """Return the SHA-256 that identifies an alert, as 64 hexadecimal digits."""
    text = "\x1f".join([alert_name, *(f"{name}={value}" for name, value in sorted(labels.items()))])
    return hashlib.sha256(text.encode()).hexdigest()
