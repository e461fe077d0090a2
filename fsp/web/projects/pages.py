"""The pages of projects: the list, one project, and its actions."""

from dataclasses import replace

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.content.lookup import find_project
from fsp.content.project_settings import ProjectText, create_project, save_project, text_of_project
from fsp.content.site_design import links_of_text, text_of_links
from fsp.core import current_settings
from fsp.errors import Conflict, InvalidInput
from fsp.models.account import Role
from fsp.models.item import ItemState
from fsp.models.project import Project
from fsp.publishing.build_request import change_site, request_build
from fsp.publishing.item_list import DELETED, ItemFilter
from fsp.publishing.site.own_theme import theme_folder
from fsp.publishing.take_down import delete_project, restore_project
from fsp.queueing.request import request_job
from fsp.stores import current_redis, db, end_reading
from fsp.web.access.permissions import requires
from fsp.web.forms import project_text
from fsp.web.partials import live_page
from fsp.web.projects.views import read_project, read_projects
from fsp.web.toasts import Undo, done

projects = Blueprint("projects", __name__)

REQUESTS = {
    "report": ("generate-report", "Building the report… It will appear under Files."),
    "export": ("export-data", "Building the export… It will appear under Files."),
    "publish": ("project-scheduled-publish", "Publishing all due posts…"),
}


def _form(text: ProjectText, project: Project | None, *, error: str = "") -> str:
    links = request.form.get("navigation", text_of_links(text.navigation))
    folder = theme_folder(current_settings(), project.slug) if project else None
    return render_template(
        "projects/form.html", text=text, links=links, project=project, theme_folder=folder, error=error
    )


def _with_links(text: ProjectText) -> ProjectText:
    return replace(text, navigation=links_of_text(request.form.get("navigation", "")))


@projects.get("/projects")
@requires(Role.VIEWER)
def index() -> str:
    """List the projects."""
    return live_page("projects/index", view=read_projects(utc_now()))


@projects.get("/projects/new")
@requires(Role.OPERATOR)
def new() -> str:
    """Show an empty project form."""
    return _form(ProjectText(), None)


@projects.post("/projects")
@requires(Role.OPERATOR, action=Action.CREATE_PROJECT, target="project {title}")
def create() -> Response | tuple[str, int]:
    """Create a project."""
    text = project_text()
    try:
        project = create_project(_with_links(text))
    except (InvalidInput, Conflict) as error:
        return _form(text, None, error=str(error)), 422
    flash(f"Project {project.title} created.")
    return redirect(url_for("projects.show", slug=project.slug), 303)


@projects.get("/projects/<slug>")
@requires(Role.VIEWER)
def show(slug: str) -> str:
    """Show one project. A poll returns the part that changes."""
    return live_page("projects/project", view=read_project(slug, utc_now(), _filter()))


def _filter() -> ItemFilter:
    state = request.args.get("state", "")
    return ItemFilter(
        state=state if state in {*ItemState, DELETED} else "",
        text=request.args.get("q", "").strip(),
        after=request.args.get("after", type=int),
        has_drafts_first=True,
    )


@projects.get("/projects/<slug>/edit")
@requires(Role.OPERATOR)
def edit(slug: str) -> str:
    """Show a project's form."""
    project = find_project(slug)
    text = text_of_project(project)
    end_reading()
    return _form(text, project)


@projects.post("/projects/<slug>")
@requires(Role.OPERATOR, action=Action.EDIT_PROJECT, target="project {slug}")
def save(slug: str) -> Response | tuple[str, int]:
    """Save a project's form."""
    project, text = find_project(slug), project_text()
    try:
        save_project(project, _with_links(text))
    except InvalidInput as error:
        db.session.rollback()
        return _form(text, project, error=str(error)), 422
    request_build(current_redis(), project.id)
    flash("Saved. The site is being rebuilt.")
    return redirect(url_for("projects.show", slug=slug), 303)


@projects.post("/projects/<slug>/delete")
@requires(Role.OPERATOR, action=Action.DELETE_PROJECT, target="project {slug}")
def remove(slug: str) -> Response:
    """Delete a project and its site."""
    project = find_project(slug)
    change_site(current_redis(), project, delete_project)
    undo = Undo(url_for("projects.restore", slug=slug))
    done(f"Project {project.title} deleted. You can restore it for 30 days.", undo)
    return redirect(url_for("projects.show", slug=slug), 303)


@projects.post("/projects/<slug>/restore")
@requires(Role.OPERATOR, action=Action.RESTORE_PROJECT, target="project {slug}")
def restore(slug: str) -> Response:
    """Restore a deleted project."""
    project = find_project(slug)
    change_site(current_redis(), project, restore_project)
    flash(f"Project {project.title} restored.")
    return redirect(url_for("projects.show", slug=slug), 303)


@projects.post("/projects/<slug>/<any(report, export, publish):what>")
@requires(Role.OPERATOR, action=Action.ASK_PROJECT, target="project {slug}: {what}")
def ask(slug: str, what: str) -> Response:
    """Request a report, an export, or the publication of due posts."""
    project = find_project(slug)
    job_type, message = REQUESTS[what]
    request_job(job_type, {"project": slug}, requested_by=g.account.name, project_id=project.id)
    flash(message)
    return redirect(url_for("projects.show", slug=slug), 303)
