"""Facts about how the work turned out: dead letters, slowdowns, calls, answers, notices, texts, deploys and alerts."""

from dataclasses import dataclass
from datetime import datetime

from fsp.models.alert_kinds import Severity
from fsp.performance.verdict import Level


@dataclass(frozen=True)
class DeadLetterFacts:
    """Dead letters of the last hour, the first of them, and the most common error; and how many there are in all."""

    last_hour: int
    first_at: datetime | None = None
    commonest: str = ""
    fingerprint: str = ""
    total: int = 0
    poison_last_hour: int = 0
    """How many jobs killed their workers three times."""


@dataclass(frozen=True)
class RegressionFacts:
    """A job type that may be slower than its baseline: how surely, and its P95 as it was and as it is."""

    job_type: str
    level: Level
    percent: float
    since: datetime | None = None
    was_seconds: float = 0.0
    is_seconds: float = 0.0
    deploy: str = ""
    """The version of the deploy before its beginning."""
    size_class: str = ""
    suspect: str = ""
    """Where it seems to begin, in words: the moment, the version and the nearest deploy."""


@dataclass(frozen=True)
class PlatformFacts:
    """The calls to one service in the last 15 minutes, and the newest error of the type that fails most often."""

    name: str
    calls: int
    failed: int
    failing_types: tuple[str, ...] = ()
    """The types of the jobs whose calls failed, the one with the most failures first."""
    newest_error: str = ""


@dataclass(frozen=True)
class AnswerFacts:
    """FSP's own answers in the last 15 minutes, health and metrics left out; `errors` are those of 500 and above."""

    requests: int
    errors: int


@dataclass(frozen=True)
class AvailabilityFacts:
    """Good and bad events of the service-level objective in one window ending now; unknown time is in neither."""

    window_seconds: int
    good: int
    bad: int


@dataclass(frozen=True)
class ChannelFacts:
    """An alert channel that reaches nobody: since when, after how many attempts, and what the service said."""

    name: str
    since: datetime | None
    failures: int
    error: str


@dataclass(frozen=True)
class MissingTextFacts:
    """Scheduled items of one project without a text: how many, the first one's time, and the item if it is one."""

    project_slug: str
    project_title: str
    items: int
    first_at: datetime
    item_id: int | None = None
    title: str = ""


@dataclass(frozen=True)
class DeployFacts:
    """A deploy of new code, when."""

    version: str
    at: datetime


@dataclass(frozen=True)
class AlertFacts:
    """An alert that goes on, as its last evaluation left it."""

    id: int
    fingerprint: str
    rule: str
    labels: tuple[tuple[str, str], ...]
    severity: Severity
    title: str
    started_at: datetime
    why: str = ""
    evaluated_at: datetime | None = None


@dataclass(frozen=True)
class ErrorFacts:
    """The error that most jobs of a type died of, and of how many, within the hour or else within a day."""

    job_type: str
    error: str
    jobs: int
    is_of_last_hour: bool
