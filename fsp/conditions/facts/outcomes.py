"""Facts about results: dead letters, slowdowns, calls, responses, notifications, texts, deploys and alerts."""

from dataclasses import dataclass
from datetime import datetime

from fsp.models.alert_kinds import Severity
from fsp.performance.verdict import Level


@dataclass(frozen=True)
class DeadLetterFacts:
    """Dead letters of the last hour, the first of them, the most common error, and the total number."""

    last_hour: int
    first_at: datetime | None = None
    commonest: str = ""
    fingerprint: str = ""
    total: int = 0
    poison_last_hour: int = 0
    """How many jobs crashed their workers three times."""


@dataclass(frozen=True)
class RegressionFacts:
    """A job type that may be slower than its baseline: the certainty, and its P95 before and now."""

    job_type: str
    level: Level
    percent: float
    since: datetime | None = None
    was_seconds: float = 0.0
    is_seconds: float = 0.0
    deploy: str = ""
    """The version of the deploy before its start."""
    size_class: str = ""
    suspect: str = ""
    """Where it seems to begin, in words: time, version and nearest deploy."""


@dataclass(frozen=True)
class PlatformFacts:
    """The calls to one service in the last 15 minutes, and the newest error of the type that fails most often."""

    name: str
    calls: int
    failed: int
    failing_types: tuple[str, ...] = ()
    """The types of the jobs whose calls failed, most failures first."""
    newest_error: str = ""


@dataclass(frozen=True)
class AnswerFacts:
    """HTTP responses of FSP in the last 15 minutes, without health and metrics. `errors` have status 500 and above."""

    requests: int
    errors: int


@dataclass(frozen=True)
class AvailabilityFacts:
    """Good and bad events of the service-level objective in one window that ends now.

    Unknown time counts for neither side.
    """

    window_seconds: int
    good: int
    bad: int


@dataclass(frozen=True)
class ChannelFacts:
    """An alert channel that cannot deliver: since when, after how many attempts, and the response of the service."""

    name: str
    since: datetime | None
    failures: int
    error: str


@dataclass(frozen=True)
class MissingTextFacts:
    """Scheduled posts of one project without a text: how many, the time of the first, and the post if there is only
    one.
    """

    project_slug: str
    project_title: str
    items: int
    first_at: datetime
    item_id: int | None = None
    title: str = ""


@dataclass(frozen=True)
class PreflightFacts:
    """Why scheduled posts will have a problem: how many of them, and the one that is due first.

    `destination` names one or several; its id is set if the destination itself is the cause.
    """

    item_id: int
    title: str
    due_at: datetime
    destination: str
    message: str
    fix: str
    more: int = 0
    """How many further problems the same post or destination has."""
    posts: int = 1
    code: str = ""
    project_slug: str = ""
    destination_id: int | None = None


@dataclass(frozen=True)
class BudgetFacts:
    """A budget of the language model for a month, in millionths of a currency unit. No project: the installation's."""

    project_slug: str
    project_title: str
    month: str
    spent: int
    limit: int
    currency: str
    refused: int = 0
    """The most that the last draft may cost, if it was refused."""
    refused_at: datetime | None = None

    @property
    def stops_drafts(self) -> bool:
        """Return whether the last draft was refused, and would be refused again."""
        return self.refused > 0 and self.spent + self.refused > self.limit


@dataclass(frozen=True)
class DeployFacts:
    """A deploy of new code, and its time."""

    version: str
    at: datetime


@dataclass(frozen=True)
class AlertFacts:
    """An active alert as of its last evaluation."""

    id: int
    fingerprint: str
    rule: str
    labels: tuple[tuple[str, str], ...]
    severity: Severity
    title: str
    started_at: datetime
    why: str = ""
    evaluated_at: datetime | None = None
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None


@dataclass(frozen=True)
class ErrorFacts:
    """The most common error of a job type and its count, within the hour or else within a day."""

    job_type: str
    error: str
    jobs: int
    is_of_last_hour: bool
