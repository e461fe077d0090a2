"""`/api/files`: reports and exports with their files. `POST /api/jobs` requests one."""

from flask import Response

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.files.artifacts import delete_artifacts
from fsp.files.requests import find_file_request, read_files
from fsp.models.account import Role
from fsp.stores import current_redis
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.artifacts.schemas import DeletedShape, FileListShape, FileRequestShape, FilesQuery
from fsp.web.jobs.schemas import JobPath
from fsp.web.openapi import answer, api_blueprint

files_api = api_blueprint("api_files")


@files_api.get("/api/files", responses={200: FileListShape}, summary="List reports and exports")
@requires(Role.VIEWER)
def index(query: FilesQuery) -> Response:
    """List requested reports and exports, newest first."""
    page = read_files(current_redis(), utc_now(), before=query.before)
    requests = FileRequestShape.list_of(page.requests)
    return answer(FileListShape(as_of=page.as_of, requests=requests, before=page.older or None))


@files_api.delete("/api/files/<job_id>", responses={200: DeletedShape}, summary="Delete the files of a job")
@requires(Role.OPERATOR, action=Action.DELETE_FILES, target="files of job {job_id}")
def delete(path: JobPath) -> Response:
    """Delete the files of a job."""
    number = delete_artifacts(find_file_request(path.job_id).job_id, current_settings())
    note(count=number)
    return answer(DeletedShape(deleted=number))
