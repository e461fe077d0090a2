"""The project list, and one project with its posts, jobs and files."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from fsp.content.lookup import find_project
from fsp.destinations.described import StoredState, stored_state
from fsp.destinations.lookup import list_destinations
from fsp.models.artifact import Artifact
from fsp.models.item import Item
from fsp.models.item_text import has_text
from fsp.models.job_request import JobRequest
from fsp.models.project import Project
from fsp.publishing.glance import Glance, read_glance
from fsp.publishing.item_list import ItemFilter, ItemList, read_items
from fsp.publishing.project_list import ProjectLine, read_project_lines
from fsp.stores import db, end_reading
from fsp.web.imports.report_view import ReportView
from fsp.web.imports.views import recent_reports
from fsp.web.projects.next_step import NextStep, next_step
from fsp.web.timezone import local

REQUESTS_SHOWN = 10
ARTIFACTS_SHOWN = 10
EVERY_ITEM = ItemFilter()

Agenda = list[tuple[date, list[Item]]]
"""Posts by day of publication, in the zone of the user."""


@dataclass(frozen=True)
class ProjectList:
    """All projects at one time."""

    as_of: datetime
    lines: list[ProjectLine]
    glance: Glance

    @property
    def agenda(self) -> Agenda:
        """Return upcoming posts by day."""
        return _by_day(self.glance.upcoming)


@dataclass(frozen=True)
class KeptReport:
    """An import report in the list of a project."""

    id: int
    source: str
    created_at: datetime
    report: ReportView


@dataclass(frozen=True)
class ProjectPage:
    """One project at one time."""

    as_of: datetime
    project: Project
    requests: list[JobRequest]
    artifacts: list[Artifact]
    listing: ItemList
    glance: Glance
    reports: list[KeptReport]
    """The last imports, newest first."""
    destinations: list[StoredState]
    with_text: frozenset[int] = frozenset()
    """Listed posts that have a text."""

    def next_step(self, item: Item) -> NextStep:
        """Return what an author most likely does next with a listed post."""
        return next_step(
            item.id,
            item.state,
            has_text=item.id in self.with_text,
            needs_approval=self.project.required_approvals > 0,
            is_deleted=item.deleted_at is not None,
        )

    @property
    def agenda(self) -> Agenda:
        """Return upcoming posts by day."""
        return _by_day(self.glance.upcoming)


def read_projects(now: datetime) -> ProjectList:
    """Read every project with its content."""
    return ProjectList(now, read_project_lines(), read_glance())


def read_project(slug: str, now: datetime, filters: ItemFilter = EVERY_ITEM) -> ProjectPage:
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
        KeptReport(row.id, row.source, row.created_at, ReportView(row.report)) for row in recent_reports(project.id)
    ]
    end_reading()
    listing, glance = read_items(project.id, filters), read_glance(project.id)
    destinations = [stored_state(destination) for destination in list_destinations(project)]
    with_text = frozenset(
        db.session.scalars(select(Item.id).where(Item.id.in_([item.id for item in listing.items]), has_text()))
    )
    end_reading()
    return ProjectPage(
        now, project, list(requests), list(artifacts), listing, glance, reports, destinations, with_text=with_text
    )


def _by_day(items: list[Item]) -> Agenda:
    days: dict[date, list[Item]] = defaultdict(list)
    for item in items:
        if item.publish_at:
            days[local(item.publish_at).date()].append(item)
    return list(days.items())
