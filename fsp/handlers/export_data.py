"""`export-data`: exports a project as files that other tools read."""

from typing import Annotated, Any

from pydantic import Field

from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.exporting.build import build_export
from fsp.exporting.formats import DEFAULT_FORMATS, ExportFormat, ExportOptions
from fsp.exporting.pdf.paper import MAX_BLEED_MILLIMETRES, PaperSize
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import current_run


@job_type("export-data", priority=Priority.LOW, concurrency=3, retries=3, indexed=("project",), stays_inside=True)
def export_data(
    project: str,
    formats: Annotated[tuple[ExportFormat, ...], Field(min_length=1, max_length=len(ExportFormat))] = DEFAULT_FORMATS,
    paper: PaperSize = PaperSize.A5,
    bleed_millimetres: Annotated[int, Field(ge=0, le=MAX_BLEED_MILLIMETRES)] = 0,
) -> dict[str, Any]:
    """Export a project in one or several formats. Paper and bleed apply to PDF."""
    artifacts = build_export(
        project,
        settings=current_settings(),
        job_id=current_run().job_id,
        now=utc_now(),
        options=ExportOptions(formats, paper, bleed_millimetres),
    )
    return {artifact.kind: artifact.id for artifact in artifacts}
