"""Builds an export and stores its files."""

from datetime import datetime

from fsp.content.media import read_path
from fsp.exporting.formats import ExportOptions, writer_of
from fsp.exporting.gather import gather
from fsp.files.artifacts import stream_artifact
from fsp.jobs.run_context import progress, step, stop_if_cancelled
from fsp.models.artifact import Artifact
from fsp.settings import Settings

_DEFAULT_OPTIONS = ExportOptions()


def build_export(
    project_slug: str, *, settings: Settings, job_id: str, now: datetime, options: ExportOptions = _DEFAULT_OPTIONS
) -> list[Artifact]:
    """Export a project in each format, streamed to disk. Running the job twice stores one of each."""
    with step("gather"):
        project = gather(project_slug)

    def read_image(sha256: str) -> bytes:
        return read_path(settings, sha256).read_bytes()

    artifacts = []
    formats = tuple(dict.fromkeys(options.formats))
    for done, export_format in enumerate(formats):
        progress(done, len(formats), f"writing {export_format}")
        stop_if_cancelled()
        with step(export_format.value):
            artifacts.append(
                stream_artifact(
                    f"export-{export_format}",
                    writer_of(export_format, project, read_image, options=options, now=now),
                    job_id=job_id,
                    project_id=project.id,
                    title=project.title,
                    name=project.slug,
                    settings=settings,
                )
            )
    progress(len(formats), len(formats))
    return artifacts
