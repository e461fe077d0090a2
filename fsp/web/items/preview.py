"""The preview of a post, with the project's images and links to other previews."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

from sqlalchemy import select

from fsp.content.lookup import find_item
from fsp.content.markdown import to_html
from fsp.content.media import read_path
from fsp.content.project_names import project_names
from fsp.content.references.images import ImageFiles
from fsp.content.references.resolver import Places, ProjectResolver
from fsp.content.rendering.addresses import is_elsewhere
from fsp.content.rendering.addresses_of import addresses_of
from fsp.content.rendering.place import Image
from fsp.errors import NotFound
from fsp.models.media import Media
from fsp.settings import Settings
from fsp.stores import db, end_reading
from fsp.web.items.views import ItemPage, read_item


@dataclass(frozen=True)
class Preview:
    """A post, its text as HTML, and the addresses of missing images."""

    page: ItemPage
    body: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ProjectImage:
    """An image of a project: its file and its type."""

    file: Path
    media_type: str


def read_preview(item_id: int, now: datetime) -> Preview:
    """Read a post's preview; raise NotFound."""
    page = read_item(item_id, now)
    item, project_id = page.item, page.project.id
    media = db.session.scalars(select(Media).where(Media.project_id == project_id)).all()
    sizes = {image.path: (image.width or 0, image.height or 0) for image in media}
    names = project_names(project_id)
    end_reading()
    places = Places(
        post=lambda other_id: f"/items/{other_id}/preview",
        image=lambda path: Image(f"/items/{item_id}/images/{quote(path)}", *sizes[path]),
        home=f"/projects/{page.project.slug}",
    )
    resolver = ProjectResolver(item.source_path or "", names.get, ImageFiles(sizes), places)
    missing = tuple(
        unquote(url) for url in addresses_of(page.body).images if not is_elsewhere(url) and resolver.image(url) is None
    )
    return Preview(page, to_html(page.body, resolver=resolver, title=item.title), missing)


def find_image(item_id: int, path: str, *, settings: Settings) -> ProjectImage:
    """Return an image of a post's project by path in the imported folder; raise NotFound."""
    item = find_item(item_id)
    media = db.session.scalar(select(Media).where(Media.project_id == item.project_id, Media.path == path))
    end_reading()
    if media is None:
        raise NotFound(f'Image "{path:.200}" not found in the project. Import its folder again.')
    return ProjectImage(read_path(settings, media.sha256), media.media_type)
