"""`export-data`: exports a project as a zip of Markdown and an EPUB."""

from typing import Any

from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.exporting.build import build_export
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import current_run


@job_type("export-data", priority=Priority.LOW, concurrency=3, retries=3, indexed=("project",), stays_inside=True)
def export_data(project: str) -> dict[str, Any]:
    """Export a project as a zip of Markdown and an EPUB."""
    artifacts = build_export(project, settings=current_settings(), job_id=current_run().job_id, now=utc_now())
    return {artifact.kind: artifact.id for artifact in artifacts}
