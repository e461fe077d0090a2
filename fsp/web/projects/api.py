"""`/api/projects`: list and create projects, change their settings, delete and restore them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, url_for
from sqlalchemy import select

from fsp.audit.action import Action
from fsp.content.lookup import find_project
from fsp.content.project_platforms import platforms_by_project, platforms_of
from fsp.content.project_settings import ProjectText, create_project, save_project, text_of_project
from fsp.content.site_design import SiteLink
from fsp.models.account import Role
from fsp.models.project import Project
from fsp.publishing.build_request import change_site, request_build
from fsp.publishing.take_down import delete_project, restore_project
from fsp.stores import current_redis, db, end_reading
from fsp.web.access.permissions import requires
from fsp.web.idempotency_header import IdempotencyHeader
from fsp.web.openapi import answer, api_blueprint
from fsp.web.projects.schemas import (
    DeletionShape,
    NewProjectBody,
    ProjectBody,
    ProjectListShape,
    ProjectPath,
    ProjectShape,
)
from fsp.web.schema import Problem

projects_api = api_blueprint("api_projects")


@projects_api.get("/api/projects", responses={200: ProjectListShape}, summary="List the projects")
@requires(Role.VIEWER)
def index() -> Response:
    """List the projects that are not deleted."""
    projects = db.session.scalars(
        select(Project).where(Project.deleted_at.is_(None)).order_by(Project.title, Project.id)
    ).all()
    platforms = platforms_by_project([project.id for project in projects])
    shapes = [ProjectShape.of(project, platforms=platforms[project.id]) for project in projects]
    end_reading()
    return answer(ProjectListShape(projects=shapes))


@projects_api.post("/api/projects", responses={201: ProjectShape, 409: Problem}, summary="Create a project")
@requires(Role.OPERATOR, action=Action.CREATE_PROJECT, target="project {title}")
def create(body: NewProjectBody, header: IdempotencyHeader) -> tuple[Response, int, dict[str, str]]:
    """Create a project. Its slug comes from its title."""
    settings = body.model_dump(exclude_none=True)
    project = create_project(ProjectText(**_changes(body)), header.keyed({"project": settings}))
    return answer(_shape(project)), 201, {"Location": url_for("api_projects.show", slug=project.slug)}


@projects_api.get("/api/projects/<slug>", responses={200: ProjectShape}, summary="Read a project's settings")
@requires(Role.VIEWER)
def show(path: ProjectPath) -> Response:
    """Return a project's settings."""
    shape = _shape(find_project(path.slug))
    end_reading()
    return answer(shape)


@projects_api.patch("/api/projects/<slug>", responses={200: ProjectShape}, summary="Change a project's settings")
@requires(Role.OPERATOR, action=Action.EDIT_PROJECT, target="project {slug}")
def save(path: ProjectPath, body: ProjectBody) -> Response:
    """Change some of a project's settings."""
    project = find_project(path.slug)
    save_project(project, replace(text_of_project(project), **_changes(body)))
    request_build(current_redis(), project.id)
    return answer(_shape(project))


@projects_api.delete(
    "/api/projects/<slug>",
    responses={200: DeletionShape, 409: Problem},
    summary="Delete a project (can be restored for 30 days)",
)
@requires(Role.OPERATOR, action=Action.DELETE_PROJECT, target="project {slug}")
def remove(path: ProjectPath) -> Response:
    """Delete a project and its site. It can be restored for 30 days."""
    return _changed(path.slug, delete_project)


@projects_api.post(
    "/api/projects/<slug>/restore", responses={200: DeletionShape, 409: Problem}, summary="Restore a deleted project"
)
@requires(Role.OPERATOR, action=Action.RESTORE_PROJECT, target="project {slug}")
def restore(path: ProjectPath) -> Response:
    """Restore a deleted project."""
    return _changed(path.slug, restore_project)


def _changes(body: ProjectBody) -> dict[str, Any]:
    changes = body.model_dump(exclude_none=True)
    if "navigation" in changes:
        changes["navigation"] = tuple(SiteLink(**link) for link in changes["navigation"])
    return changes


def _shape(project: Project) -> ProjectShape:
    return ProjectShape.of(project, platforms=platforms_of(project.id))


def _changed(slug: str, change: Callable[[Project], None]) -> Response:
    project = find_project(slug)
    change_site(current_redis(), project, change)
    end_reading()
    return answer(DeletionShape.of(project))
