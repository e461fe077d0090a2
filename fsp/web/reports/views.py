"""The data of the pages of reports and of reports by mail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.files.requests import FilesPage, read_files
from fsp.models.project import Project
from fsp.models.report_subscription import ReportMail, ReportMailState, ReportSubscription
from fsp.reporting.mail_states import recent_mails
from fsp.reporting.rhythm import due_times
from fsp.reporting.subscriptions import find_subscription, list_subscriptions
from fsp.stores import current_redis, db, end_reading

REPORTS = ("generate-report",)


@dataclass(frozen=True)
class SubscriptionLine:
    """A subscription, when it is next due, and its last mails."""

    subscription: ReportSubscription
    subject: str
    words: str
    next_due_at: datetime | None
    mails: tuple[ReportMail, ...]

    @property
    def id(self) -> int:
        """Return its number."""
        return self.subscription.id

    @property
    def last_due_at(self) -> datetime | None:
        """Return when it was sent last."""
        return self.mails[0].due_at if self.mails else None

    @property
    def troubled(self) -> int:
        """Return how many of the last mails failed or are unknown."""
        return sum(mail.state in {ReportMailState.FAILED, ReportMailState.UNKNOWN} for mail in self.mails)


@dataclass(frozen=True)
class ReportsPage:
    """Reports, newest first, and the subscriptions."""

    files: FilesPage
    subscriptions: tuple[SubscriptionLine, ...]
    has_mail_server: bool

    @property
    def as_of(self) -> datetime:
        """Return when it was read."""
        return self.files.as_of


def read_reports(before: str) -> ReportsPage:
    """Read the page. `before` is the last report on the previous page."""
    now = utc_now()
    files = read_files(current_redis(), now, before=before, job_types=REPORTS)
    mails = recent_mails()
    lines = tuple(_line(subscription, mails, now) for subscription in list_subscriptions())
    end_reading()
    return ReportsPage(files, lines, bool(current_settings().smtp_url))


def read_subscription(subscription_id: int) -> SubscriptionLine:
    """Read one subscription with its mails; raise NotFound if it does not exist."""
    line = _line(find_subscription(subscription_id), recent_mails(subscription_id), utc_now())
    end_reading()
    return line


def all_projects() -> list[Project]:
    """Return the projects to choose from."""
    projects = list(db.session.scalars(select(Project).where(Project.deleted_at.is_(None)).order_by(Project.title)))
    end_reading()
    return projects


def _line(subscription: ReportSubscription, mails: list[ReportMail], now: datetime) -> SubscriptionLine:
    times = due_times(subscription)
    return SubscriptionLine(
        subscription,
        subscription.project.title if subscription.project else "All projects",
        times.words,
        None if subscription.paused_at else times.following(now),
        tuple(mail for mail in mails if mail.subscription_id == subscription.id),
    )
