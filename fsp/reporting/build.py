"""Builds a report and stores its files."""

from datetime import datetime

import redis

from fsp.files.artifacts import store_artifact
from fsp.jobs.run_context import step
from fsp.models.artifact import Artifact
from fsp.reporting.gather import gather
from fsp.reporting.render import report_csv, report_html
from fsp.settings import Settings


def build_report(
    project_slug: str | None, *, connection: redis.Redis, settings: Settings, job_id: str, now: datetime
) -> list[Artifact]:
    """Build a report on one project or on all, as HTML and CSV. Running the job twice stores one of each."""
    with step("gather"):
        report = gather(project_slug, connection=connection, now=now)
    with step("render"):
        files = {"report-html": report_html(report), "report-csv": report_csv(report)}
    title = f"{report.title}, {now:%Y-%m-%d %H:%M} UTC"
    return [
        store_artifact(
            kind, data, job_id=job_id, project_id=report.project_id, title=title, name=report.name, settings=settings
        )
        for kind, data in files.items()
    ]
