"""Renders a shared preview. Only the images of the shown text can be loaded through the link."""

from pathlib import Path
from urllib.parse import quote

from sqlalchemy import select

from fsp.content.markdown import to_html
from fsp.content.media import read_path
from fsp.content.references.images import ImageFiles
from fsp.content.references.resolver import Places, ProjectResolver
from fsp.content.rendering.addresses_of import addresses_of
from fsp.content.rendering.place import Image
from fsp.errors import NotFound
from fsp.models.media import Media
from fsp.publishing.share_links import SharedPost
from fsp.settings import Settings
from fsp.stores import db


def shared_html(post: SharedPost, base: str) -> str:
    """Return the text as HTML. Links to other posts lead nowhere: their pages are not shared."""
    return to_html(post.body, resolver=_resolver(post, base), title=post.title)


def shared_image(post: SharedPost, path: str, settings: Settings) -> tuple[Path, str]:
    """Return the file and the type of an image that the shown text uses; raise NotFound for any other."""
    resolver = _resolver(post, "")
    used = {image.url for url in addresses_of(post.body).images if (image := resolver.image(url))}
    media = db.session.scalar(select(Media).where(Media.project_id == post.project.id, Media.path == path))
    if media is None or f"/images/{quote(path)}" not in used:
        raise NotFound("This preview has no such image.")
    return read_path(settings, media.sha256), media.media_type


def _resolver(post: SharedPost, base: str) -> ProjectResolver:
    rows = db.session.execute(
        select(Media.path, Media.width, Media.height).where(Media.project_id == post.project.id)
    ).all()
    sizes = {path: (width or 0, height or 0) for path, width, height in rows}
    places = Places(post=lambda _: "", image=lambda path: Image(f"{base}/images/{quote(path)}", *sizes[path]))
    return ProjectResolver(post.item.source_path or "", lambda _: None, ImageFiles(sizes), places)
