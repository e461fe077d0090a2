"""The images and attachments of a project that a text uses. They are frozen with its publication."""

import logging
from collections.abc import Iterator, Mapping

from sqlalchemy import select

from fsp.content.media import path_in_folder
from fsp.models.item import Item
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.publishing.frozen import FrozenImage
from fsp.publishing.site.body import body_html
from fsp.publishing.site.content import Entry, Site
from fsp.stores import db

log = logging.getLogger(__name__)


def used_images(item: Item, body: str, project: Project) -> dict[str, FrozenImage]:
    """Return the images that a post's text uses, by path, in their current version."""
    images = _ProjectImages(project.id)
    entry = Entry(item.slug, item.title, "", body, (), item.created_at, item.created_at, item.source_path or "")
    site = Site(project.id, project.slug, project.title, "", "", project.language, images=images, names=_AnyPost())
    try:
        body_html(site, entry, "")
    except Exception:
        log.warning("images of a text not found", extra={"item_id": item.id}, exc_info=True)
    cover = path_in_folder(item.source_path or "", item.cover)
    if cover:
        images.get(cover)
    return images.used


class _AnyPost(Mapping[str, str]):
    """Returns a post for every name, because the target does not matter here. Files are looked for first."""

    def __getitem__(self, name: str) -> str:
        return "post"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class _ProjectImages(Mapping[str, str]):
    """The images of a project by path, read on demand. `used` collects those that exist."""

    def __init__(self, project_id: int) -> None:
        self._project_id = project_id
        self._all: dict[str, FrozenImage] | None = None
        self.used: dict[str, FrozenImage] = {}

    def __getitem__(self, path: str) -> str:
        image = self._all.get(path) if self._all is not None else self._read(Media.path == path).get(path)
        if image is None:
            raise KeyError(path)
        self.used[path] = image
        return image.sha256

    def __iter__(self) -> Iterator[str]:
        if self._all is None:
            self._all = self._read()
        return iter(self._all)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read(self, *conditions: object) -> dict[str, FrozenImage]:
        rows = db.session.execute(
            select(Media.path, Media.sha256, Media.width, Media.height).where(
                Media.project_id == self._project_id,
                *conditions,  # type: ignore[arg-type]
            )
        )
        return {path: FrozenImage(sha256, width or 0, height or 0) for path, sha256, width, height in rows}
