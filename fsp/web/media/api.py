"""`/api/projects/…/media`: list, upload, read and remove the images of a project."""

from flask import Response, request, url_for
from flask_openapi.types import ResponseDict

from fsp.audit.action import Action
from fsp.content.images.clean import MEDIA_TYPES
from fsp.content.lookup import find_project
from fsp.content.project_media import PAGE_SIZE, add_media, file_of, find_media, list_media, put_media, remove_media
from fsp.core import current_settings
from fsp.errors import InvalidInput
from fsp.models.account import Role
from fsp.stores import end_reading
from fsp.web.access.permissions import requires
from fsp.web.media.schemas import MediaListShape, MediaPath, MediaQuery, MediaShape, NewMediaQuery, ProjectMediaPath
from fsp.web.media.stored_file import send_stored
from fsp.web.openapi import answer, api_blueprint

media_api = api_blueprint("api_media")

IMAGE: ResponseDict = {
    200: {
        "description": "The stored bytes",
        "content": {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in MEDIA_TYPES},
    }
}


@media_api.get("/api/projects/<slug>/media", responses={200: MediaListShape}, summary="List the images of a project")
@requires(Role.VIEWER)
def index(path: ProjectMediaPath, query: MediaQuery) -> Response:
    """List the images of a project by path, 100 per page."""
    rows = list_media(find_project(path.slug), after=query.after, words=query.q)
    end_reading()
    next_after = rows[PAGE_SIZE - 1].path if len(rows) > PAGE_SIZE else None
    return answer(MediaListShape(media=MediaShape.list_of(rows[:PAGE_SIZE]), next_after=next_after))


@media_api.post(
    "/api/projects/<slug>/media",
    responses={200: MediaShape, 201: MediaShape},
    summary="Add an image under a free path",
)
@requires(Role.OPERATOR, action=Action.ADD_IMAGE, target="project {slug}")
def add(path: ProjectMediaPath, query: NewMediaQuery) -> tuple[Response, int, dict[str, str]]:
    """Store the image in the request body, at most 20 MiB, and replace none. Private metadata is removed.

    If the path is taken, the name gets a number. An image that the project has already is returned with status 200.
    """
    media, is_new = add_media(find_project(path.slug), query.name, _image_of_request(), settings=current_settings())
    location = url_for("api_media.show", slug=path.slug, path=media.path)
    return answer(MediaShape.of(media)), 201 if is_new else 200, {"Location": location}


@media_api.put(
    "/api/projects/<slug>/media/<path:path>",
    responses={200: MediaShape, 201: MediaShape},
    summary="Upload an image",
)
@requires(Role.OPERATOR, action=Action.ADD_IMAGE, target="project {slug}: {path}")
def put(path: MediaPath) -> tuple[Response, int, dict[str, str]]:
    """Store the image in the request body, at most 20 MiB. Private metadata is removed.

    Uploading to the same path replaces the image. Published posts keep theirs until they are published again.
    """
    media, is_new = put_media(find_project(path.slug), path.path, _image_of_request(), settings=current_settings())
    location = url_for("api_media.show", slug=path.slug, path=media.path)
    return answer(MediaShape.of(media)), 201 if is_new else 200, {"Location": location}


@media_api.get("/api/projects/<slug>/media/<path:path>", responses=IMAGE, summary="Download an image")
@requires(Role.VIEWER)
def show(path: MediaPath) -> Response:
    """Return the stored bytes of an image."""
    media = find_media(find_project(path.slug), path.path)
    file, media_type = file_of(media, current_settings()), media.media_type
    end_reading()
    return send_stored(file, path=path.path, media_type=media_type)


@media_api.delete("/api/projects/<slug>/media/<path:path>", responses={200: MediaShape}, summary="Remove an image")
@requires(Role.OPERATOR, action=Action.REMOVE_IMAGE, target="project {slug}: {path}")
def remove(path: MediaPath) -> Response:
    """Remove an image from a project. Published posts keep it until they are published again."""
    return answer(MediaShape.of(remove_media(find_project(path.slug), path.path)))


def _image_of_request() -> bytes:
    data = request.get_data(cache=False)
    if not data:
        raise InvalidInput("The body must contain the bytes of the image, got none.")
    return data
