"""The enumerations of alerts and notifications, without any table, for rules and decisions."""

from enum import StrEnum


class AlertType(StrEnum):
    """The subject area of an alert."""

    SYSTEM_HEALTH = "system_health"
    JOB_FAILURES = "job_failures"
    QUEUE_BACKLOG = "queue_backlog"
    PERFORMANCE_DEGRADATION = "performance_degradation"
    PLATFORM_API_FAILURES = "platform_api_failures"
    DATABASE_ISSUES = "database_issues"


class Severity(StrEnum):
    """The severity of an alert."""

    WARNING = "warning"
    ERROR = "error"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Return 0 for the least severe, 2 for the most."""
        return tuple(Severity).index(self)


class AlertState(StrEnum):
    """The state of a problem. OK and PENDING occur only before an episode, RESOLVED and NO_DATA only in one."""

    OK = "ok"
    PENDING = "pending"
    FIRING = "firing"
    RECOVERING = "recovering"
    NO_DATA = "no_data"
    RESOLVED = "resolved"


class NoticeKind(StrEnum):
    """Why a notification is sent."""

    FIRING = "firing"
    RISE = "rise"
    REMINDER = "reminder"
    FLAPPING = "flapping"
    RESOLVED = "resolved"
    FIRED_AND_RESOLVED = "fired_and_resolved"
    CHANNEL_BROKEN = "channel_broken"
    TEST = "test"
    NEWS = "news"
    """No problem: it opens no alert."""
    REVIEW = "review"
    """A review of a post was asked for, or decided. It opens no alert."""
    CONFIRMATION = "confirmation"
    """A mail that asks its reader to confirm the address. It opens no alert."""


class NoticeState(StrEnum):
    """The state of a notification.

    One that is CLAIMED past its lease may have been sent and is sent again under its key.
    """

    WAITING = "waiting"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    FAILED = "failed"
    SUPERSEDED = "superseded"
