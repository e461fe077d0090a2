"""The preview of an unsaved text, as a page and in the frame of the editor."""

from flask import Blueprint, Response

from fsp.clock import utc_now
from fsp.content.lookup import find_item, find_project
from fsp.core import current_settings
from fsp.models.account import Role
from fsp.models.project import Project
from fsp.publishing.post_preview import PostPreview
from fsp.publishing.site.preview import preview_style
from fsp.stores import db, end_reading
from fsp.web.access.permissions import requires
from fsp.web.editor.form_request import sent_form
from fsp.web.items.preview import preview_form
from fsp.web.previews import framed_page

preview = Blueprint("editor_preview", __name__)


@preview.get("/projects/<slug>/preview")
@requires(Role.VIEWER)
def frame(slug: str) -> str:
    """Show an empty preview, which the editor fills."""
    project = find_project(slug)
    end_reading()
    return framed_page(PostPreview(project))


@preview.get("/projects/<slug>/preview.css")
@requires(Role.VIEWER)
def style(slug: str) -> Response:
    """Return the style sheet of the site of a project."""
    project = find_project(slug)
    end_reading()
    return Response(preview_style(project, current_settings()), mimetype="text/css")


@preview.post("/projects/<slug>/preview")
@requires(Role.OPERATOR)
def of_new(slug: str) -> str:
    """Show a new post as it is in the form."""
    return framed_page(preview_form(find_project(slug), None, sent_form().form, now=utc_now()))


@preview.post("/items/<int:item_id>/preview")
@requires(Role.OPERATOR)
def of_item(item_id: int) -> str:
    """Show a post as it is in the form."""
    item = find_item(item_id)
    project = db.session.get_one(Project, item.project_id)
    return framed_page(preview_form(project, item, sent_form().form, now=utc_now()))
