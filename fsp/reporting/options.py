"""What a report covers, and in which formats."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from fsp.local_time import zone_of
from fsp.reporting.period import Period, PeriodName, period_of


class ReportFormat(StrEnum):
    """The files of a report."""

    HTML = "html"
    CSV = "csv"
    PDF = "pdf"


DEFAULT_FORMATS = (ReportFormat.HTML, ReportFormat.CSV)
FORMAT_TITLES = {ReportFormat.HTML: "HTML page", ReportFormat.CSV: "CSV table", ReportFormat.PDF: "PDF"}


@dataclass(frozen=True)
class ReportOptions:
    """Which period, in which zone and formats. `first` and `last` are the days of a period of own dates."""

    period: PeriodName = PeriodName.DAYS_30
    first: date | None = None
    last: date | None = None
    zone: str = "UTC"
    formats: tuple[ReportFormat, ...] = DEFAULT_FORMATS

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the job `generate-report`, without the project."""
        return {
            "period": self.period.value,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "zone": self.zone,
            "formats": [name.value for name in self.formats],
        }

    def span(self, now: datetime) -> Period:
        """Return the period as of now; raise InvalidInput for dates that make none."""
        today = now.astimezone(zone_of(self.zone)).date()
        return period_of(self.period, today, zone=self.zone, first=self.first, last=self.last)
