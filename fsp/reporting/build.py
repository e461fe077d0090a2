"""Builds a report and stores its files."""

from collections.abc import Callable, Iterable
from datetime import datetime

import redis

from fsp.files.artifacts import store_artifact
from fsp.jobs.run_context import step
from fsp.models.artifact import Artifact
from fsp.reporting.csv_file import report_csv
from fsp.reporting.facts import Report
from fsp.reporting.gather import gather
from fsp.reporting.html_page import report_html
from fsp.reporting.options import ReportFormat, ReportOptions
from fsp.reporting.pdf_file import report_pdf
from fsp.settings import Settings

_WRITERS: dict[ReportFormat, Callable[[Report], bytes]] = {
    ReportFormat.HTML: report_html,
    ReportFormat.CSV: report_csv,
    ReportFormat.PDF: report_pdf,
}


_DEFAULT_OPTIONS = ReportOptions()


def build_report(
    project_slug: str | None,
    options: ReportOptions = _DEFAULT_OPTIONS,
    *,
    connection: redis.Redis,
    settings: Settings,
    job_id: str,
    now: datetime,
) -> list[Artifact]:
    """Build a report on one project or on all. Running the job twice stores one of each file."""
    with step("gather"):
        report = gather(project_slug, options.span(now), connection=connection, now=now)
    return store_report(report, options.formats, settings=settings, job_id=job_id)


def store_report(report: Report, formats: Iterable[ReportFormat], *, settings: Settings, job_id: str) -> list[Artifact]:
    """Store a report in each format. Running the job twice stores one of each."""
    artifacts = []
    for report_format in dict.fromkeys(formats):
        with step(report_format.value):
            artifacts.append(
                store_artifact(
                    f"report-{report_format}",
                    _WRITERS[report_format](report),
                    job_id=job_id,
                    project_id=report.project_id,
                    title=f"{report.title}, {report.period.words}",
                    name=file_name(report),
                    settings=settings,
                )
            )
    return artifacts


def file_name(report: Report) -> str:
    """Return the name of the files, without an ending."""
    return f"{report.name}-{report.period.first}-{report.period.last}"
