"""Builds an export and stores its files."""

from datetime import datetime
from functools import partial

from fsp.content.media import read_path
from fsp.exporting.archive import write_zip
from fsp.exporting.epub import write_epub
from fsp.exporting.gather import gather
from fsp.files.artifacts import stream_artifact
from fsp.jobs.run_context import progress, step, stop_if_cancelled
from fsp.models.artifact import Artifact
from fsp.settings import Settings


def build_export(project_slug: str, *, settings: Settings, job_id: str, now: datetime) -> list[Artifact]:
    """Export a project as a zip and as an EPUB, streamed to disk. Running the job twice stores one of each."""
    with step("gather"):
        project = gather(project_slug)

    def read_image(sha256: str) -> bytes:
        return read_path(settings, sha256).read_bytes()

    keep = partial(
        stream_artifact,
        job_id=job_id,
        project_id=project.id,
        title=project.title,
        name=project.slug,
        settings=settings,
    )
    with step("zip"):
        archive = keep("export-zip", partial(write_zip, project, read_image))
    progress(1, 2, "building the archive")
    stop_if_cancelled()
    with step("epub"):
        book = keep("export-epub", partial(write_epub, project, read_image, now))
    progress(2, 2, "building the book")
    return [archive, book]
