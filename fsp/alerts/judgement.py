"""A judgement: what one rule says of one cause in one reading, with the numbers it looked at."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from fsp.models.alert import AlertType, Severity


class Verdict(StrEnum):
    """BETWEEN is not bad enough to begin an alert and not good enough to end one."""

    BAD = "bad"
    BETWEEN = "between"
    FINE = "fine"
    NO_DATA = "no_data"


@dataclass(frozen=True)
class Judgement:
    """One rule on one cause. `more_evaluations` replaces what the severity would ask for before firing."""

    rule: str
    alert_type: AlertType
    severity: Severity
    verdict: Verdict
    why: str
    title: str
    advice: str
    labels: tuple[tuple[str, str], ...] = ()
    value: float | None = None
    n: int | None = None
    threshold: float | None = None
    lower_bound: float | None = None
    """Of a rate: the Wilson bound that the true rate exceeds with 95 % confidence."""
    more_evaluations: int | None = None
    affects: tuple[str, ...] = ()
    """Job types that cannot do their work while this is so."""

    @property
    def fingerprint(self) -> str:
        """Return the name of the cause: rule and labels, without severity or value."""
        return fingerprint(self.rule, dict(self.labels))


def fingerprint(rule: str, labels: dict[str, str]) -> str:
    """Return the SHA-256 that names a cause, as 64 hexadecimal digits."""
    told = "\x1f".join([rule, *(f"{name}={value}" for name, value in sorted(labels.items()))])
    return hashlib.sha256(told.encode()).hexdigest()
