"""What a report consists of: the facts, without sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fsp.metrics.sketch import nearest_rank
from fsp.reporting.period import Period


@dataclass(frozen=True)
class Delay:
    """The seconds from due to live of a number of posts, by nearest rank."""

    posts: int
    p50: float
    p95: float
    p99: float


def delay_of(seconds: Sequence[float]) -> Delay | None:
    """Return P50, P95 and P99; None for no value."""
    if not seconds:
        return None
    ordered = sorted(seconds)
    p50, p95, p99 = (nearest_rank(ordered, part) for part in (0.50, 0.95, 0.99))
    return Delay(len(ordered), p50, p95, p99)


@dataclass(frozen=True)
class SentPost:
    """One post that went to one destination in the period."""

    project: str
    destination_id: int
    destination: str
    post: str
    title: str
    state: str
    due_at: datetime | None
    live_at: datetime
    url: str

    @property
    def delay_seconds(self) -> float | None:
        """Return the time from due to live, if it had a time."""
        return max(0.0, (self.live_at - self.due_at).total_seconds()) if self.due_at else None


@dataclass(frozen=True)
class DestinationLine:
    """One destination in the period: what went there, how late, and what waits there now."""

    project: str
    name: str
    platform: str
    sent: int
    sent_before: int
    delay: Delay | None
    failed: int
    held: int
    unknown: int
    waiting: int
    is_paused: bool


@dataclass(frozen=True)
class Cause:
    """Failures with the same cause. `subject` is the job type, or the state of publications that wait for a person."""

    subject: str
    count: int
    is_open: bool
    places: tuple[str, ...]
    first_at: datetime
    last_at: datetime
    error: str


@dataclass(frozen=True)
class NextPost:
    """A post that is scheduled."""

    project: str
    post: str
    title: str
    publish_at: datetime
    destinations: tuple[str, ...]


@dataclass(frozen=True)
class Cost:
    """What a language model was used for: requests, tokens, and money where its price is known."""

    model: str
    requests: int
    prompt_tokens: int
    completion_tokens: int
    amount: float | None = None
    currency: str = ""


@dataclass(frozen=True)
class JobLine:
    """One job type: how many jobs ended since Redis was initialised, and their times of the last 24 hours."""

    job_type: str
    executions: int
    success_ratio: float | None
    mean_seconds: float | None
    p50_seconds: float | None
    p95_seconds: float | None
    p99_seconds: float | None


@dataclass(frozen=True)
class Totals:
    """The figures of one period that are compared with the period before."""

    sent: int
    posts: int
    """Posts that were published for the first time."""
    failures: int
    delay: Delay | None
    tokens: int
    amount: float | None = None


@dataclass(frozen=True)
class Bar:
    """The figures of a part of the period. `first` is its first day."""

    first: date
    sent: int
    failures: int
    delay: Delay | None


@dataclass(frozen=True)
class Report:
    """A report on one project, or on all when `project_id` is None."""

    project_id: int | None
    name: str
    title: str
    language: str
    as_of: datetime
    period: Period
    totals: Totals
    totals_before: Totals
    bars: tuple[Bar, ...]
    states: dict[str, int]
    destinations: tuple[DestinationLine, ...]
    sent: tuple[SentPost, ...]
    causes: tuple[Cause, ...]
    upcoming: tuple[NextPost, ...]
    costs: tuple[Cost, ...]
    timings: tuple[JobLine, ...]
