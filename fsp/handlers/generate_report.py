"""`generate-report`: a report on what was published in a period, on failures, delays and costs."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.errors import InvalidInput, PermanentFailure
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import current_run
from fsp.reporting.build import build_report
from fsp.reporting.options import DEFAULT_FORMATS, ReportFormat, ReportOptions
from fsp.reporting.period import PeriodName
from fsp.setting_types import ZoneName
from fsp.stores import current_redis


def _size(project: str | None = None, **_: Any) -> str:
    return "one project" if project else "all projects"


@job_type(
    "generate-report",
    priority=Priority.MEDIUM,
    concurrency=5,
    retries=3,
    indexed=("project",),
    size=_size,
    stays_inside=True,
)
def generate_report(
    project: str | None = None,
    period: PeriodName = PeriodName.DAYS_30,
    first: date | None = None,
    last: date | None = None,
    zone: Annotated[ZoneName, Field(max_length=64)] = "UTC",
    formats: Annotated[tuple[ReportFormat, ...], Field(min_length=1, max_length=len(ReportFormat))] = DEFAULT_FORMATS,
) -> dict[str, Any]:
    """Create a report on one project or on all. `first` and `last` are the days of the period `dates`."""
    options = ReportOptions(period, first, last, zone, formats)
    now = utc_now()
    try:
        options.span(now)
    except InvalidInput as error:
        raise PermanentFailure(str(error)) from error
    artifacts = build_report(
        project,
        options,
        connection=current_redis(),
        settings=current_settings(),
        job_id=current_run().job_id,
        now=now,
    )
    return {artifact.kind: artifact.id for artifact in artifacts}
