"""The images and attachments of a project: list, add, replace and remove them."""

import re
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fsp.content.attachments import MAX_ATTACHMENT_BYTES, attachment_type, is_attachment
from fsp.content.images.clean import CleanImage, clean_image
from fsp.content.media import read_path, store_attachment, store_clean
from fsp.errors import InvalidInput, NotFound
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.storable import check_text
from fsp.stores import db

PAGE_SIZE = 100
MAX_PATH_CHARACTERS = 500
FOLDER = "images"
"""Where images are stored that have a name and no path."""
MAX_STEM_CHARACTERS = 100

_UNWANTED = re.compile(r"[\s()<>\[\]\"'`*#?%&\\/:|!{}^~$]+")
"""Characters of file names that need escapes in Markdown or in a URL."""


def list_media(project: Project, *, after: str = "", words: str = "") -> list[Media]:
    """Return up to PAGE_SIZE + 1 images whose path comes after `after` and contains all words, ordered by path."""
    matching = [Media.path.icontains(word, autoescape=True) for word in words.split()]
    query = select(Media).where(Media.project_id == project.id, Media.path > after, *matching).order_by(Media.path)
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
    image = _usable(path, data)
    sha256 = store_clean(settings, image)
    return _write_row(project, path, _columns(image, sha256))


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


def add_media(project: Project, name: str, data: bytes, *, settings: Settings) -> tuple[Media, bool]:
    """Store an image under a free path in the folder of images; return it and whether it is new.

    It replaces no image. An image with the same bytes is returned as it is, under its own path.
    """
    image = _usable(name, data)
    sha256 = store_clean(settings, image)
    same = select(Media).where(Media.project_id == project.id, Media.sha256 == sha256).order_by(Media.id)
    existing = db.session.scalars(same).first()
    if existing is not None:
        return existing, False
    try:
        return _add_row(project, _free_path(project, name), _columns(image, sha256)), True
    except IntegrityError:
        # Another upload took the path in between.
        db.session.rollback()
        return _add_row(project, _free_path(project, name), _columns(image, sha256)), True


def _add_row(project: Project, path: str, values: dict[str, Any]) -> Media:
    media = Media(project_id=project.id, path=path, **values)
    db.session.add(media)
    db.session.commit()
    return media


def _columns(image: CleanImage, sha256: str) -> dict[str, Any]:
    size = {"width": image.width, "height": image.height}
    return {"media_type": image.media_type, "sha256": sha256, "size_bytes": len(image.data), **size}


def _free_path(project: Project, name: str) -> str:
    file = PurePosixPath(name.replace("\\", "/")).name
    stem, suffix = PurePosixPath(file).stem, PurePosixPath(file).suffix.lower()
    # A path without spaces and brackets can be written in Markdown as it is.
    stem = _UNWANTED.sub("-", stem).strip("-.")[:MAX_STEM_CHARACTERS] or "image"
    paths = (media_path(f"{FOLDER}/{stem}{f'-{number}' if number > 1 else ''}{suffix}") for number in count(1))
    return next(path for path in paths if _is_free(project, path))


def _is_free(project: Project, path: str) -> bool:
    return db.session.scalar(select(Media.id).where(Media.project_id == project.id, Media.path == path)) is None


def _usable(path: str, data: bytes) -> CleanImage:
    try:
        image = clean_image(data)
    except InvalidInput as error:
        raise InvalidInput(f'The image "{path:.200}" cannot be used: {error}') from error
    if image.fault:
        raise InvalidInput(f'The image "{path:.200}" cannot be used: {image.fault}')
    return image


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
