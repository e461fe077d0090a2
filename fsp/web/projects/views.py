"""The list of projects, and one project with its items, jobs and files."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from fsp.errors import NotFound
from fsp.extensions import db, end_reading
from fsp.models.artifact import Artifact
from fsp.models.item import Item
from fsp.models.job_request import JobRequest
from fsp.models.project import Project
from fsp.web.imports.report_view import ReportView
from fsp.web.imports.views import recent_reports
from fsp.web.projects.items_view import Glance, ItemFilter, ItemList, read_glance, read_items

REQUESTS_SHOWN = 10
ARTIFACTS_SHOWN = 10
EVERY_ITEM = ItemFilter()


@dataclass(frozen=True)
class ProjectLine:
    """One project in the list; `counts` maps an item state to how many items are in it."""

    project: Project
    counts: dict[str, int]
    next_at: datetime | None


@dataclass(frozen=True)
class ProjectList:
    """Every project, as of one moment."""

    as_of: datetime
    lines: list[ProjectLine]
    glance: Glance


@dataclass(frozen=True)
class KeptReport:
    """The report of one import, as the project's page lists it."""

    id: int
    source: str
    created_at: datetime
    report: ReportView


@dataclass(frozen=True)
class ProjectPage:
    """One project, as of one moment."""

    as_of: datetime
    project: Project
    requests: list[JobRequest]
    artifacts: list[Artifact]
    found: ItemList
    glance: Glance
    reports: list[KeptReport]
    """The last imports, newest first."""


def read_projects(now: datetime) -> ProjectList:
    """Read every project with what it holds."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    next_at: dict[int, datetime] = {}
    rows = db.session.execute(
        select(Item.project_id, Item.state, func.count(), func.min(Item.publish_at))
        .where(Item.deleted_at.is_(None))
        .group_by(Item.project_id, Item.state)
    ).all()
    for project_id, state, count, earliest in rows:
        counts[project_id][state] = count
        if state == "scheduled" and earliest:
            next_at[project_id] = earliest
    projects = db.session.scalars(select(Project).order_by(Project.title)).all()
    end_reading()
    lines = [ProjectLine(found, counts[found.id], next_at.get(found.id)) for found in projects]
    return ProjectList(now, lines, read_glance())


def find_project(slug: str) -> Project:
    """Return the project of this slug; raise NotFound if there is none."""
    project = db.session.scalar(select(Project).where(Project.slug == slug))
    if project is None:
        raise NotFound(f'There is no project "{slug}".')
    return project


def read_project(slug: str, now: datetime, wanted: ItemFilter = EVERY_ITEM) -> ProjectPage:
    """Read one project's page."""
    project = find_project(slug)
    requests = db.session.scalars(
        select(JobRequest)
        .where(JobRequest.project_id == project.id)
        .order_by(JobRequest.requested_at.desc())
        .limit(REQUESTS_SHOWN)
    ).all()
    artifacts = db.session.scalars(
        select(Artifact)
        .where(Artifact.project_id == project.id)
        .order_by(Artifact.created_at.desc(), Artifact.id)
        .limit(ARTIFACTS_SHOWN)
    ).all()
    reports = [
        KeptReport(kept.id, kept.source, kept.created_at, ReportView(kept.report))
        for kept in recent_reports(project.id)
    ]
    end_reading()
    items, glance = read_items(project.id, wanted), read_glance(project.id)
    return ProjectPage(now, project, list(requests), list(artifacts), items, glance, reports)
