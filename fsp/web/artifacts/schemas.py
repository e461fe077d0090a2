"""Schemas of reports and exports in the API."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from fsp.shape import From, Shape


class FileShape(Shape):
    """One file. `path` is its address."""

    kind: str = Field(description="report-html, report-csv, report-pdf, export-zip, export-epub or result-json")
    path: Annotated[str, From(lambda file: f"/files/{file.id}/{file.path.rsplit('/', 1)[-1]}")]
    size_bytes: int
    sha256: str


class FileRequestShape(Shape):
    """A requested report or export."""

    job_id: Annotated[str, From("request.job_id")]
    type: Annotated[str, From("request.job_type")]
    project: Annotated[str | None, From("slug")] = Field(description="Slug of the project; null for all projects")
    state: str = Field(description="waiting, running, ready, deleted, failed or cancelled")
    requested_at: Annotated[datetime, From("request.requested_at")]
    requested_by: Annotated[str, From("request.requested_by")]
    error: Annotated[str, From("request.error")]
    files: Annotated[list[FileShape], From(lambda line: FileShape.list_of(line.files))]
    kept_until: Annotated[datetime | None, From(lambda line: line.kept_until if line.files else None)]


class FileListShape(Shape):
    """Reports and exports, newest first. `before` is the parameter for the next page, if there is one."""

    as_of: datetime
    requests: list[FileRequestShape]
    before: str | None


class FilesQuery(Shape):
    """Where the list continues."""

    before: str = Field("", max_length=100)


class DeletedShape(Shape):
    """How many files were deleted."""

    deleted: int
