"""Requested reports and exports: their state, their files, their errors, and when they expire."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import redis
from sqlalchemy import and_, or_, select

from fsp.core import current_settings
from fsp.errors import NotFound
from fsp.inspection.jobs import read_many
from fsp.jobs.job_reading import JobReading
from fsp.models.artifact import Artifact
from fsp.models.job_request import JobRequest, RequestState
from fsp.models.project import Project
from fsp.queueing.subject import project_named
from fsp.stores import db, end_reading

MAKERS = {"generate-report": "Report", "export-data": "Export"}
"""The job types that create files, and the names of what they create."""

SHOWN = 30


class FileState(StrEnum):
    """The state of a request."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    DELETED = "deleted"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class FileRequest:
    """A requested report or export."""

    request: JobRequest
    job: JobReading | None
    project: Project | None
    files: tuple[Artifact, ...]
    kept_until: datetime
    """Files are deleted after this time."""

    @property
    def what(self) -> str:
        """Return a description, such as "Report on Garden journal"."""
        subject = self.project.title if self.project else project_named(self.request.arguments) or "all projects"
        return f"{MAKERS[self.request.job_type]} on {subject}"

    @property
    def slug(self) -> str | None:
        """Return the slug of the project, even if it was deleted; None for all projects."""
        return self.project.slug if self.project else project_named(self.request.arguments) or None

    @property
    def state(self) -> FileState:
        """Return the current state."""
        if self.request.state == RequestState.DONE:
            return FileState.READY if self.files else FileState.DELETED
        if self.request.state == RequestState.DEAD:
            return FileState.FAILED
        if self.request.state != RequestState.QUEUED:
            return FileState.CANCELLED
        return FileState.RUNNING if self.job and self.job.status == "started" else FileState.WAITING


@dataclass(frozen=True)
class FilesPage:
    """One page of reports and exports, newest first. `older` is the start of the next page, if there is one."""

    as_of: datetime
    requests: list[FileRequest]
    projects: list[Project]
    retention_days: int
    older: str


def read_files(
    connection: redis.Redis, now: datetime, *, before: str = "", job_types: Collection[str] = tuple(MAKERS)
) -> FilesPage:
    """Read one page of requests with their jobs and files. `job_types` are those that make the files."""
    days = current_settings().retention_days
    statement = select(JobRequest).where(JobRequest.job_type.in_(job_types))
    if before:
        last = _find(before)
        statement = statement.where(
            or_(
                JobRequest.requested_at < last.requested_at,
                and_(JobRequest.requested_at == last.requested_at, JobRequest.job_id < last.job_id),
            )
        )
    order = (JobRequest.requested_at.desc(), JobRequest.job_id.desc())
    rows = db.session.scalars(statement.order_by(*order).limit(SHOWN + 1)).all()
    requests = list(rows[:SHOWN])
    files = defaultdict(list)
    for file in db.session.scalars(
        select(Artifact).where(Artifact.job_id.in_([request.job_id for request in requests])).order_by(Artifact.id)
    ):
        files[file.job_id].append(file)
    projects = list(db.session.scalars(select(Project).order_by(Project.title)).all())
    end_reading()
    owed = [request.job_id for request in requests if request.state == RequestState.QUEUED]
    jobs = {job.job_id: job for job in read_many(connection, owed)} if owed else {}
    by_id = {project.id: project for project in projects}
    lines = [
        FileRequest(
            request,
            jobs.get(request.job_id),
            by_id.get(request.project_id or 0),
            tuple(files[request.job_id]),
            max((file.created_at for file in files[request.job_id]), default=now) + timedelta(days=days),
        )
        for request in requests
    ]
    return FilesPage(now, lines, projects, days, requests[-1].job_id if len(rows) > SHOWN else "")


def find_file_request(job_id: str) -> JobRequest:
    """Return the request of this job; raise NotFound if the job creates no report or export."""
    request = _find(job_id)
    if request.job_type not in MAKERS:
        raise NotFound(f'"{job_id}" is not a report or export.')
    return request


def _find(job_id: str) -> JobRequest:
    request = db.session.get(JobRequest, job_id)
    if request is None:
        raise NotFound(f'No report or export found for job "{job_id}"; it may have been deleted by retention.')
    return request
