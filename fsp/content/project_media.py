"""The images of a project: list, add, replace and remove them."""

from pathlib import Path, PurePosixPath

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fsp.content.images.clean import CleanImage, clean_image
from fsp.content.media import read_path, store_clean
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
    """Store an image at a path of the project, without its private metadata; return it and whether the path is new.

    Published posts keep the image that they were published with. Raise InvalidInput for an unusable path or image.
    """
    path = media_path(path)
    try:
        image = clean_image(data)
    except InvalidInput as error:
        raise InvalidInput(f'The image "{path:.200}" cannot be used: {error}') from error
    if image.fault:
        raise InvalidInput(f'The image "{path:.200}" cannot be used: {image.fault}')
    sha256 = store_clean(settings, image)
    try:
        return _write_row(project, path, image, sha256)
    except IntegrityError:
        # Another request added the same path in between.
        db.session.rollback()
        return _write_row(project, path, image, sha256)


def _write_row(project: Project, path: str, image: CleanImage, sha256: str) -> tuple[Media, bool]:
    existing = db.session.scalar(select(Media).where(Media.project_id == project.id, Media.path == path))
    media = existing or Media(project_id=project.id, path=path)
    media.media_type, media.sha256, media.size_bytes = image.media_type, sha256, len(image.data)
    media.width, media.height = image.width, image.height
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
