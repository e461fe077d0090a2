"""`generate-report`: a report on published and scheduled posts, and on job durations."""

from typing import Any

from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import current_run
from fsp.reporting.build import build_report
from fsp.stores import current_redis


def _size(project: str | None = None) -> str:
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
def generate_report(project: str | None = None) -> dict[str, Any]:
    """Create a report on one project or on all, as HTML and CSV."""
    artifacts = build_report(
        project,
        connection=current_redis(),
        settings=current_settings(),
        job_id=current_run().job_id,
        now=utc_now(),
    )
    return {artifact.kind: artifact.id for artifact in artifacts}
