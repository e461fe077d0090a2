"""The page of a project's images: list, upload and remove them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fsp.audit.action import Action
from fsp.content.lookup import find_project
from fsp.content.project_media import PAGE_SIZE, file_of, find_media, list_media, put_media, remove_media
from fsp.core import current_settings
from fsp.errors import InvalidInput
from fsp.models.account import Role
from fsp.stores import end_reading
from fsp.web import forms
from fsp.web.access.permissions import requires
from fsp.web.media.stored_file import send_stored

media = Blueprint("media", __name__)

MAX_SEARCH_CHARACTERS = 200


@media.get("/projects/<slug>/images")
@requires(Role.VIEWER)
def index(slug: str) -> str:
    """List the images of a project by path, 100 per page."""
    return _page(slug)


@media.post("/projects/<slug>/images")
@requires(Role.OPERATOR, action=Action.ADD_IMAGE, target="project {slug}")
def add(slug: str) -> Response | tuple[str, int]:
    """Store the uploaded image. One with the same path is replaced."""
    file = request.files.get("image")
    path = forms.text("path") or (file.filename if file else "") or ""
    try:
        if file is None or not file.filename:
            raise InvalidInput("Choose an image to upload.")
        row, is_new = put_media(find_project(slug), path, file.read(), settings=current_settings())
    except InvalidInput as error:
        return _page(slug, path=path, error=str(error)), 422
    flash(f"{'Added' if is_new else 'Replaced'} {row.path}.")
    return redirect(url_for("media.index", slug=slug), 303)


@media.get("/projects/<slug>/images/<path:path>")
@requires(Role.VIEWER)
def show(slug: str, path: str) -> Response:
    """Show an image, or download an attachment."""
    row = find_media(find_project(slug), path)
    file, media_type = file_of(row, current_settings()), row.media_type
    end_reading()
    return send_stored(file, path=path, media_type=media_type)


@media.post("/projects/<slug>/images/remove")
@requires(Role.OPERATOR, action=Action.REMOVE_IMAGE, target="project {slug}: {path}")
def remove(slug: str) -> Response:
    """Remove an image from the project."""
    row = remove_media(find_project(slug), forms.text("path"))
    flash(f"Removed {row.path}. Published posts keep it until they are published again.")
    return redirect(url_for("media.index", slug=slug), 303)


def _page(slug: str, *, path: str = "", error: str = "") -> str:
    project, words = find_project(slug), request.args.get("q", "")[:MAX_SEARCH_CHARACTERS]
    rows = list_media(project, after=request.args.get("after", ""), words=words)
    end_reading()
    next_after = rows[PAGE_SIZE - 1].path if len(rows) > PAGE_SIZE else ""
    images = rows[:PAGE_SIZE]
    return render_template(
        "media/index.html", project=project, images=images, next_after=next_after, path=path, error=error, words=words
    )
