"""The closed sets of alerts and their notices, without any table: rules and decisions are pure."""

from enum import StrEnum


class AlertType(StrEnum):
    """What an alert is about."""

    SYSTEM_HEALTH = "system_health"
    JOB_FAILURES = "job_failures"
    QUEUE_BACKLOG = "queue_backlog"
    PERFORMANCE_DEGRADATION = "performance_degradation"
    PLATFORM_API_FAILURES = "platform_api_failures"
    DATABASE_ISSUES = "database_issues"


class Severity(StrEnum):
    """How bad it is."""

    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Return 0 for the least severe, 2 for the most."""
        return tuple(Severity).index(self)


class AlertState(StrEnum):
    """Where a cause stands. OK and PENDING are known of causes alone, RESOLVED and NO_DATA of episodes alone."""

    OK = "ok"
    PENDING = "pending"
    FIRING = "firing"
    RECOVERING = "recovering"
    NO_DATA = "no_data"
    RESOLVED = "resolved"


class NoticeKind(StrEnum):
    """Why people are notified."""

    FIRING = "firing"
    RISE = "rise"
    REMINDER = "reminder"
    FLAPPING = "flapping"
    RESOLVED = "resolved"
    FIRED_AND_RESOLVED = "fired_and_resolved"
    CHANNEL_BROKEN = "channel_broken"
    TEST = "test"
    NEWS = "news"
    """Nothing is wrong: it opens no alert."""


class NoticeState(StrEnum):
    """How far a message is. CLAIMED past its lease may have been sent: it is sent again under the same key."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    FAILED = "failed"
    SUPERSEDED = "superseded"
