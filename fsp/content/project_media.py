"""The images and attachments of a project: list, add, replace and remove them."""

from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fsp.content.attachments import MAX_ATTACHMENT_BYTES, attachment_type, is_attachment
from fsp.content.images.clean import clean_image
from fsp.content.media import read_path, store_attachment, store_clean
from fsp.errors import InvalidInput, NotFound
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.storable import check_text
from fsp.stores import db

PAGE_SIZE = 100
MAX_PATH_CHARACTERS = 500


def list_media(project: Project, *, after: str = "") -> list[Media]:
    """Return up to PAGE_SIZE + 1 images whose path comes after `after`, in order of their paths."""
    query = select(Media).where(Media.project_id == project.id, Media.path > after).order_by(Media.path)
    return list(db.session.scalars(query.limit(PAGE_SIZE + 1)))


def find_media(project: Project, path: str) -> Media:
    """Return the image at a path of the project; raise NotFound if there is none."""
    media = db.session.scalar(select(Media).where(Media.project_id == project.id, Media.path == path))
    if media is None:
        raise NotFound(f'Project "{project.slug}" has no image at "{path:.200}".')
    return media


def file_of(media: Media, settings: Settings) -> Path:
    """Return the stored file of an image; raise NotFound if it is lost."""
    return read_path(settings, media.sha256)


def put_media(project: Project, path: str, data: bytes, *, settings: Settings) -> tuple[Media, bool]:
    """Store a file at a path of the project; return it and whether the path is new. Images lose private metadata.

    Published posts keep the image that they were published with. Raise InvalidInput for an unusable path or file.
    """
    path = media_path(path)
    if is_attachment(path):
        return _put_attachment(project, path, data, settings=settings)
    try:
        image = clean_image(data)
    except InvalidInput as error:
        raise InvalidInput(f'The image "{path:.200}" cannot be used: {error}') from error
    if image.fault:
        raise InvalidInput(f'The image "{path:.200}" cannot be used: {image.fault}')
    sha256 = store_clean(settings, image)
    row = {"media_type": image.media_type, "sha256": sha256, "size_bytes": len(image.data)}
    return _write_row(project, path, {**row, "width": image.width, "height": image.height})


def _put_attachment(project: Project, path: str, data: bytes, *, settings: Settings) -> tuple[Media, bool]:
    if not data or len(data) > MAX_ATTACHMENT_BYTES:
        raise InvalidInput(
            f'The file "{path:.200}" must have between 1 and {MAX_ATTACHMENT_BYTES} bytes, got {len(data)}.'
        )
    sha256 = store_attachment(settings, data)
    row = {"media_type": attachment_type(path), "sha256": sha256, "size_bytes": len(data)}
    return _write_row(project, path, {**row, "width": None, "height": None})


def _write_row(project: Project, path: str, values: dict[str, Any]) -> tuple[Media, bool]:
    try:
        return _written_row(project, path, values)
    except IntegrityError:
        # Another request added the same path in between.
        db.session.rollback()
        return _written_row(project, path, values)


def _written_row(project: Project, path: str, values: dict[str, Any]) -> tuple[Media, bool]:
    existing = db.session.scalar(select(Media).where(Media.project_id == project.id, Media.path == path))
    media = existing or Media(project_id=project.id, path=path)
    for name, value in values.items():
        setattr(media, name, value)
    db.session.add(media)
    db.session.commit()
    return media, existing is None


def remove_media(project: Project, path: str) -> Media:
    """Remove an image from a project; return what it was. Published posts keep it until they are published again."""
    media = find_media(project, path)
    db.session.delete(media)
    db.session.commit()
    return media


def media_path(path: str) -> str:
    """Return a usable path of an image; raise InvalidInput for one that is absolute, leaves the project or is long."""
    check_text(path, "path")
    parts = PurePosixPath(path).parts
    if not parts or len(path) > MAX_PATH_CHARACTERS or path.startswith("/") or ".." in parts or "\\" in path:
        raise InvalidInput(
            f"The path of an image must be relative, such as images/oak.jpg, without .. and backslashes, "
            f'and at most {MAX_PATH_CHARACTERS} characters long, got "{path:.100}".'
        )
    return "/".join(parts)
