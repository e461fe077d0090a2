"""Schemas of uploads, their plans and import reports."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from fsp.importing.source import MAX_ZIP_BYTES
from fsp.shape import From, Shape
from fsp.web.imports.report_view import ReportView
from fsp.web.schema import RowId


class UploadPath(Shape):
    """The upload."""

    upload_id: str = Field(alias="upload_id", max_length=32)


class UploadBody(Shape):
    """A zip to upload."""

    model_config = ConfigDict(extra="forbid")

    project: str = Field(
        min_length=1,
        max_length=300,
        description="Slug or title of a project; a new project with this title is created if none exists",
    )
    source: str = Field("", max_length=500, description="Name of the folder or zip, shown in the report")
    size_bytes: int = Field(ge=1, le=MAX_ZIP_BYTES, description="Size of the zip in bytes")


class PartQuery(Shape):
    """The position of a part in the zip."""

    offset: int = Field(0, ge=0, le=MAX_ZIP_BYTES)


class PartShape(Shape):
    """How much of the zip has arrived."""

    received_bytes: int


class UploadShape(Shape):
    """One upload: its state, its plan and its report."""

    id: Annotated[str, From("upload.id")]
    project: Annotated[str | None, From("project.slug")] = Field(
        description="The project's slug; null until the import creates it"
    )
    project_title: Annotated[str, From("upload.project_title")]
    source: Annotated[str, From("upload.source")]
    state: str = Field(description="uploading, planning, planned, importing, done, failed or cancelled")
    size_bytes: Annotated[int, From("upload.size_bytes")]
    received_bytes: int
    job_id: Annotated[str, From("upload.job_id")]
    done: Annotated[float | None, From("progress.done")] = Field(
        description="Number of posts read so far, while a job is running"
    )
    total: Annotated[float | None, From("progress.total")]
    summary: Annotated[str, From(lambda page: page.latest.sentence if page.latest else "")] = Field(
        description="The plan or the report in one line"
    )
    plan: Annotated[dict[str, Any] | None, From("plan.report")]
    report: Annotated[dict[str, Any] | None, From("report.report")]
    report_id: Annotated[int | None, From("upload.report_id")]
    error: Annotated[str, From("upload.error")]
    created_at: Annotated[datetime, From("upload.created_at")]


class ReportsQuery(Shape):
    """The project."""

    project: str = Field(min_length=1, max_length=100)


class ReportPath(Shape):
    """The report."""

    report_id: RowId = Field(alias="report_id")


class ReportShape(Shape):
    """The report of one import."""

    id: int
    source: str
    requested_by: str
    created_at: datetime
    summary: Annotated[str, From(lambda report: ReportView(report.report).sentence)]
    report: dict[str, Any]


class ReportListShape(Shape):
    """The last reports of a project, newest first."""

    reports: list[ReportShape]


class DiscardedShape(Shape):
    """The deleted upload."""

    discarded: str
