"""How an item's text will look: with the project's images, and links to the other items' previews."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import select

from fsp.content.markdown import local_images, to_html
from fsp.content.media import beside, path_in_folder, read_path
from fsp.errors import NotFound
from fsp.extensions import db, end_reading
from fsp.models.item import Item
from fsp.models.media import Media
from fsp.settings import Settings
from fsp.web.panels.items import ItemPage, find_item, read_item


@dataclass(frozen=True)
class Preview:
    """An item, its text as HTML, and the addresses of images it names that the project has not."""

    page: ItemPage
    body: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Image:
    """An image of a project: its file and its type."""

    file: Path
    media_type: str


def read_preview(item_id: int, now: datetime) -> Preview:
    """Read an item's preview; raise NotFound."""
    page = read_item(item_id, now)
    source_path, project_id = page.item.source_path or "", page.project.id
    images = set(db.session.scalars(select(Media.path).where(Media.project_id == project_id)))
    items = db.session.execute(
        select(Item.source_path, Item.id).where(Item.project_id == project_id, Item.source_path.is_not(None))
    ).all()
    end_reading()
    others = {path: other_id for path, other_id in items}  # noqa: C416  (rows are not pairs to mypy)

    def rewrite(url: str) -> str:
        path = path_in_folder(source_path, url) or ""
        if path in images:
            return f"/items/{item_id}/images/{quote(path)}"
        return f"/items/{others[path]}/preview" if path in others else url

    missing = tuple(path for path in local_images(page.body) if beside(source_path, path) not in images)
    return Preview(page, to_html(page.body, rewrite_url=rewrite), missing)


def find_image(item_id: int, path: str, *, settings: Settings) -> Image:
    """Return an image of an item's project by its path in the imported folder; raise NotFound."""
    item = find_item(item_id)
    found = db.session.scalar(select(Media).where(Media.project_id == item.project_id, Media.path == path))
    end_reading()
    if found is None:
        raise NotFound(f'The project has no image "{path:.200}"; import its folder again.')
    return Image(read_path(settings, found.sha256), found.media_type)
