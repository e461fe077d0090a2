"""`/api/projects`: the projects and their settings; deleting one, and taking that back."""

from dataclasses import replace
from datetime import datetime

from flask import Response
from pydantic import ConfigDict, Field
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.content.editing import save_project, text_of_project
from fsp.extensions import current_redis, db, end_reading
from fsp.models.project import Project
from fsp.publishing.build_request import request_build
from fsp.publishing.take_down import delete_project, restore_project
from fsp.web.openapi import answer, api_blueprint
from fsp.web.projects.views import find_project
from fsp.web.schema import Problem, Shape

projects_api = api_blueprint("api_projects")


class ProjectPath(Shape):
    """Which project."""

    slug: str = Field(max_length=100)


class ProjectBody(Shape):
    """Settings to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, max_length=300)
    description: str | None = None
    author: str | None = Field(None, max_length=200)
    language: str | None = Field(None, max_length=35, description="A BCP 47 tag such as en or pt-BR")
    timezone: str | None = Field(None, max_length=64, description="An IANA name such as Europe/Berlin")
    has_unicode_slugs: bool | None = Field(None, description="Whether new addresses keep letters of any script")
    fetches_remote_images: bool | None = Field(None, description="Whether images elsewhere are fetched and kept")


class ProjectShape(Shape):
    """One project and its settings."""

    slug: str
    title: str
    description: str
    author: str
    language: str
    timezone: str
    has_unicode_slugs: bool
    fetches_remote_images: bool


class ProjectListShape(Shape):
    """The projects, by title."""

    projects: list[ProjectShape]


@projects_api.get("/api/projects", responses={200: ProjectListShape}, summary="List the projects")
def index() -> Response:
    """List the projects that are not deleted."""
    rows = db.session.scalars(select(Project).where(Project.deleted_at.is_(None)).order_by(Project.title, Project.id))
    shapes = ProjectShape.list_of(rows)
    end_reading()
    return answer(ProjectListShape(projects=shapes))


@projects_api.get("/api/projects/<slug>", responses={200: ProjectShape}, summary="Read a project's settings")
def show(path: ProjectPath) -> Response:
    """Read a project's settings."""
    shape = ProjectShape.of(find_project(path.slug))
    end_reading()
    return answer(shape)


@projects_api.patch("/api/projects/<slug>", responses={200: ProjectShape}, summary="Change a project's settings")
def save(path: ProjectPath, body: ProjectBody) -> Response:
    """Change some of a project's settings."""
    project = find_project(path.slug)
    save_project(project, replace(text_of_project(project), **body.model_dump(exclude_none=True)))
    return answer(ProjectShape.of(project))


class DeletionShape(Shape):
    """One project and when it was deleted."""

    slug: str
    title: str
    deleted_at: datetime | None


@projects_api.delete(
    "/api/projects/<slug>", responses={200: DeletionShape, 409: Problem}, summary="Delete a project, for 30 days"
)
def remove(path: ProjectPath) -> Response:
    """Delete a project with its site; it can be restored for 30 days."""
    project = find_project(path.slug)
    delete_project(project, now=utc_now())
    return _shown(project)


@projects_api.post(
    "/api/projects/<slug>/restore",
    responses={200: DeletionShape, 409: Problem},
    summary="Undo deleting a project",
)
def restore(path: ProjectPath) -> Response:
    """Take the deletion of a project back."""
    project = find_project(path.slug)
    restore_project(project)
    return _shown(project)


def _shown(project: Project) -> Response:
    request_build(current_redis(), project.id)
    end_reading()
    return answer(DeletionShape.of(project))
