"""Schemas of reports and of reports by mail in the API."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from fsp.clock import utc_now
from fsp.models.report_subscription import ReportMailState, Rhythm
from fsp.reporting.options import DEFAULT_FORMATS, ReportFormat, ReportOptions
from fsp.reporting.period import PeriodName
from fsp.reporting.rhythm import due_times
from fsp.reporting.subscriptions import MAX_RECIPIENTS, SubscriptionText, parse_clock
from fsp.setting_types import ZoneName
from fsp.shape import From, Shape, Stored
from fsp.web.schema import RowId

Formats = Annotated[tuple[ReportFormat, ...], Field(min_length=1, max_length=len(ReportFormat))]
Clock = Annotated[str, Field(pattern=r"^\d{1,2}:\d{2}$")]
_LINES = ("recipients", "project", "period", "rhythm", "day", "zone", "formats", "attaches")


class ReportListQuery(Shape):
    """Where the list continues."""

    before: str = Field("", max_length=100)


class ReportBody(Shape):
    """What the report covers."""

    model_config = ConfigDict(extra="forbid")

    project: str | None = Field(None, max_length=100, description="The slug of a project; null for all")
    period: PeriodName = Field(PeriodName.DAYS_30, description="week, month, quarter and year are complete ones")
    first: date | None = Field(None, description="The first day, with the period dates")
    last: date | None = Field(None, description="The last day, with the period dates")
    zone: Annotated[ZoneName, Field(max_length=64)] = "UTC"
    formats: Formats = DEFAULT_FORMATS

    @property
    def options(self) -> ReportOptions:
        """Return the options of the report."""
        return ReportOptions(self.period, self.first, self.last, self.zone, self.formats)


class RequestedReportShape(Shape):
    """A requested report. GET /api/reports shows its files when they are ready."""

    job_id: str


class SubscriptionPath(Shape):
    """The subscription."""

    number: RowId


class SubscriptionBody(Shape):
    """What to change. Omitted fields stay, or have their defaults."""

    model_config = ConfigDict(extra="forbid")

    recipients: list[Annotated[str, Field(max_length=400)]] | None = Field(None, max_length=MAX_RECIPIENTS)
    project: str | None = Field(None, max_length=100, description="The slug of a project; empty for all")
    period: PeriodName | None = Field(None, description="Any but dates")
    rhythm: Rhythm | None = None
    day: int | None = Field(None, ge=1, le=31, description="The weekday, 1 for Monday, or the day of the month")
    at: Clock | None = Field(None, description="The time of day, such as 08:00")
    zone: str | None = Field(None, max_length=64)
    formats: Formats | None = None
    attaches: bool | None = Field(None, description="Attach the files; otherwise the mail links to them")

    def text_on(self, before: SubscriptionText) -> SubscriptionText:
        """Return the complete subscription with these changes."""
        values: dict[str, Any] = {name: getattr(before, name) for name in _LINES} | {"minute": before.minute}
        changes = {name: value for name in _LINES if (value := getattr(self, name)) is not None}
        if self.recipients is not None:
            changes["recipients"] = ", ".join(self.recipients)
        if self.at is not None:
            changes["minute"] = parse_clock(self.at)
        return SubscriptionText(**{**values, **changes})


class PauseSubscriptionBody(Shape):
    """Why it is paused."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=500)


class SubscriptionShape(Shape):
    """A report that is sent by mail."""

    id: int
    project: Annotated[str | None, From("project.slug")] = Field(description="Slug of the project; null for all")
    recipients: list[str]
    period: Annotated[PeriodName, Stored]
    rhythm: Annotated[Rhythm, Stored]
    day: int
    at: Annotated[str, From(lambda row: f"{row.minute // 60:02}:{row.minute % 60:02}")]
    zone: str
    formats: list[str]
    attaches: bool
    next_due_at: Annotated[
        datetime | None, From(lambda row: None if row.paused_at else due_times(row).following(utc_now()))
    ]
    paused_at: datetime | None
    paused_by: str
    pause_reason: str
    created_by: str
    created_at: datetime


class SubscriptionListShape(Shape):
    """Subscriptions, oldest first."""

    subscriptions: list[SubscriptionShape]


class ReportMailShape(Shape):
    """One mail to one recipient."""

    id: int
    subscription: Annotated[int, From("subscription_id")]
    due_at: datetime
    recipient: str
    state: Annotated[ReportMailState, Stored] = Field(
        description="unknown: it was handed over without an answer. Only a person sends it again"
    )
    attempts: int
    error: str
    answer: str = Field(description="What the mail server said")
    settled_by: str
    sent_at: datetime | None
    job_id: str


class ReportMailListShape(Shape):
    """The last mails, newest first, at most 50."""

    mails: list[ReportMailShape]


class SentReportShape(Shape):
    """A report that is being sent."""

    due_at: datetime
    mails: list[ReportMailShape]


class DeletedSubscriptionShape(Shape):
    """The deleted subscription."""

    id: int
