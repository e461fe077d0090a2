"""`/api/files`: reports and exports, from the wish to the file. One is asked for by `POST /api/jobs`."""

from datetime import datetime
from typing import Annotated

from flask import Response
from pydantic import Field

from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.extensions import current_redis
from fsp.files.artifacts import delete_artifacts
from fsp.files.requests import find_file_request, read_files
from fsp.web.access.audit_trail import note
from fsp.web.jobs.schemas import JobPath
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import From, Shape

files_api = api_blueprint("api_files")


class FileShape(Shape):
    """One file; `path` leads to it."""

    kind: str = Field(description="report-html, report-csv, export-zip or export-epub")
    path: Annotated[str, From(lambda file: f"/files/{file.id}/{file.path.rsplit('/', 1)[-1]}")]
    size_bytes: int
    sha256: str


class FileRequestShape(Shape):
    """One report or export that was asked for."""

    job_id: Annotated[str, From("request.job_id")]
    type: Annotated[str, From("request.job_type")]
    project: Annotated[str | None, From("slug")] = Field(description="Its slug; null for all projects")
    state: str = Field(description="waiting, running, ready, deleted, failed or cancelled")
    requested_at: Annotated[datetime, From("request.requested_at")]
    requested_by: Annotated[str, From("request.requested_by")]
    error: Annotated[str, From("request.error")]
    files: Annotated[list[FileShape], From(lambda line: FileShape.list_of(line.files))]
    kept_until: Annotated[datetime | None, From(lambda line: line.kept_until if line.files else None)]


class FileListShape(Shape):
    """Reports and exports, newest first; `before` asks for those after the last of these, if there are any."""

    as_of: datetime
    requests: list[FileRequestShape]
    before: str | None


class FilesQuery(Shape):
    """Where the list goes on."""

    before: str = Field("", max_length=100)


class DeletedShape(Shape):
    """How many files were deleted."""

    deleted: int


@files_api.get("/api/files", responses={200: FileListShape}, summary="Reports and exports")
def index(query: FilesQuery) -> Response:
    """List what was asked for, newest first."""
    page = read_files(current_redis(), utc_now(), before=query.before)
    requests = FileRequestShape.list_of(page.requests)
    return answer(FileListShape(as_of=page.as_of, requests=requests, before=page.older or None))


@files_api.delete("/api/files/<job_id>", responses={200: DeletedShape}, summary="Delete the files of a job")
def delete(path: JobPath) -> Response:
    """Delete the files that were made under one job."""
    number = delete_artifacts(find_file_request(path.job_id).job_id, current_settings())
    note(count=number)
    return answer(DeletedShape(deleted=number))
