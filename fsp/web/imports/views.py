"""The page of an upload: its state, its plan or its result; and the reports of a project."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import redis
from sqlalchemy import select

from fsp.errors import NotFound
from fsp.importing.uploads import AT_WORK, find_upload, is_abandoned, received_bytes
from fsp.inspection.jobs import read_many
from fsp.jobs.progress import Progress
from fsp.models.import_report import ImportReport
from fsp.models.import_upload import ImportUpload, UploadState
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db, end_reading
from fsp.web.imports.report_view import ReportView

REPORTS_SHOWN = 5


@dataclass(frozen=True)
class UploadPage:
    """One upload at one time. `state` is "cancelled" also if its job was cancelled before it began."""

    as_of: datetime
    upload: ImportUpload
    project: Project | None
    state: str
    received_bytes: int
    progress: Progress | None
    plan: ReportView | None
    report: ReportView | None

    @property
    def latest(self) -> ReportView | None:
        """Return the report, or the plan if there is no report."""
        return self.report or self.plan

    @property
    def is_at_work(self) -> bool:
        """Return whether a job is planning or importing it."""
        return self.state in AT_WORK

    @property
    def is_waiting(self) -> bool:
        """Return whether it waits for a decision of the user."""
        return self.state in {UploadState.PLANNED, UploadState.FAILED, UploadState.CANCELLED}


@dataclass(frozen=True)
class ReportPage:
    """One stored report of a project."""

    as_of: datetime
    project: Project
    stored: ImportReport
    report: ReportView


def read_upload(upload_id: str, connection: redis.Redis, *, settings: Settings, now: datetime) -> UploadPage:
    """Read one upload; raise NotFound if it does not exist."""
    upload = find_upload(upload_id)
    project = db.session.get(Project, upload.project_id) if upload.project_id else None
    stored = db.session.get(ImportReport, upload.report_id) if upload.report_id else None
    is_left = upload.state in AT_WORK and is_abandoned(upload)
    end_reading()
    state = UploadState.CANCELLED.value if is_left else upload.state
    jobs = read_many(connection, [upload.job_id]) if state in AT_WORK else []
    return UploadPage(
        as_of=now,
        upload=upload,
        project=project,
        state=state,
        received_bytes=received_bytes(upload, settings),
        progress=jobs[0].progress if jobs else None,
        plan=_view(upload.plan),
        report=_view(stored.report if stored else None),
    )


def recent_reports(project_id: int) -> list[ImportReport]:
    """Return the last reports of a project, newest first."""
    statement = select(ImportReport).where(ImportReport.project_id == project_id).order_by(ImportReport.id.desc())
    return list(db.session.scalars(statement.limit(REPORTS_SHOWN)))


def find_report(report_id: int) -> ImportReport:
    """Return a report; raise NotFound if it does not exist."""
    report = db.session.get(ImportReport, report_id)
    if report is None:
        raise NotFound(f"Import report {report_id} not found.")
    return report


def read_report(project: Project, report_id: int, now: datetime) -> ReportPage:
    """Read one report of a project; raise NotFound if it does not exist."""
    stored = find_report(report_id)
    if stored.project_id != project.id:
        raise NotFound(f"Import report {report_id} not found in project {project.title}.")
    view = ReportView(stored.report)
    end_reading()
    return ReportPage(now, project, stored, view)


def _view(report: dict[str, Any] | None) -> ReportView | None:
    return None if report is None else ReportView(report)
