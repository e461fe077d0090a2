"""Makes the post that a platform gets: its text as HTML with absolute links, its images, and its canonical URL."""

import re
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from html import unescape

from sqlalchemy import bindparam, select

from fsp.clock import precise
from fsp.content.attachments import is_attachment
from fsp.content.markdown import to_html
from fsp.content.media import path_in_folder
from fsp.content.media_names import media_address
from fsp.content.references.images import ImageFiles
from fsp.content.references.resolver import Places, ProjectResolver
from fsp.content.rendering.place import Image
from fsp.destinations.contract import Post, PostImage
from fsp.models.destination import SITE, Destination
from fsp.models.item import Item
from fsp.models.media import Media
from fsp.publishing.frozen import FrozenImage, published_at_of
from fsp.publishing.material import Material
from fsp.publishing.post_links import PostLinks
from fsp.publishing.site.content import page_slug
from fsp.settings import Settings
from fsp.stores import db, reading

_PLACEHOLDER = "https://media.fsp.invalid/"
"""Stands for `media:` until the HTML is complete, because texts may only use the schemes of the web."""
_PICTURE = re.compile(r'<(?:img|a)\b[^>]*?(?:src|href)="media:([0-9a-f]{64})"[^>]*>')
"""An image that a text shows or links to."""
_ALT = re.compile(r'\balt="([^"]*)"')


def post_key(item: Item, destination: Destination, *, removals: int = 0) -> str:
    """Return what identifies a post at a destination, also to other installations that use the same account.

    A post that was removed and is sent again is another one to its platform.
    """
    origin = sha256(f"{precise(item.created_at)} {precise(destination.created_at)}".encode()).hexdigest()[:10]
    return f"fsp-{item.id}-{destination.id}-{origin}" + (f"-{removals}" if removals else "")


def remote_post(material: Material, *, settings: Settings, came_at: datetime, key: str) -> Post:
    """Return the post that a platform gets, without its short text."""
    item, project = material.item, material.project
    root = f"{settings.public_url}/site/{project.slug}/"
    has_site = _has_site(project.id)
    html = _html(material, root, has_site=has_site)
    media_types = _media_types(project.id, [image.sha256 for image in material.images.values()])
    cover = material.images.get(path_in_folder(item.source_path or "", item.cover) or "")
    return Post(
        key=key,
        item_id=item.id,
        project_id=project.id,
        project_slug=project.slug,
        slug=item.slug,
        title=item.title,
        summary=item.summary,
        markdown=material.body,
        html=html,
        text="",
        tags=tuple(str(tag) for tag in item.tags),
        authors=tuple(str(author) for author in item.authors) or ((project.author,) if project.author else ()),
        language=item.language or project.language,
        canonical_url=item.canonical_url or (f"{root}{page_slug(item.slug)}/" if has_site else ""),
        published_at=published_at_of(item, came_at),
        images=tuple(_images(html, material, media_types)),
        cover=_image(item.cover, cover, media_types) if cover else None,
        source_path=item.source_path or "",
    )


def _html(material: Material, root: str, *, has_site: bool) -> str:
    item, images = material.item, material.images

    def image(path: str) -> Image | None:
        stored = images.get(path)
        if stored is not None and is_attachment(path):
            return Image(f"{root}{media_address(path, stored.sha256)}") if has_site else None
        return Image(f"{_PLACEHOLDER}{stored.sha256}", stored.width, stored.height) if stored else None

    links = PostLinks(material.project.id)
    places = Places(
        post=lambda slug: f"{root}{page_slug(slug)}/",
        image=image,
        home=root,
        tags=f"{root}tags/",
        feed=f"{root}feed.xml",
        ids=links.ids,
    )
    resolver = ProjectResolver(item.source_path or "", links.find, ImageFiles(images), places)
    return to_html(material.body, resolver=resolver, title=item.title).replace(_PLACEHOLDER, "media:")


def _images(html: str, material: Material, media_types: dict[str, str]) -> list[PostImage]:
    """Return the images in the order of the text, each once."""
    paths_by_hash: dict[str, list[str]] = {}
    for path, image in material.images.items():
        paths_by_hash.setdefault(image.sha256, []).append(path)
    pictures: dict[str, PostImage] = {}
    for picture in _PICTURE.finditer(html):
        # Two paths may have the same content.
        path, *others = paths_by_hash.get(picture[1], [""])
        alt = _ALT.search(picture[0])
        text = unescape(alt[1]) if alt else ""
        shown = _image(path, material.images.get(path, FrozenImage(picture[1])), media_types, alt=text)
        pictures.setdefault(picture[1], replace(shown, other_sources=tuple(others)))
    return list(pictures.values())


def _image(source: str, image: FrozenImage, media_types: dict[str, str], *, alt: str = "") -> PostImage:
    media_type = media_types.get(image.sha256, "application/octet-stream")
    return PostImage(source, image.sha256, media_type, alt, image.width, image.height)


def _media_types(project_id: int, hashes: list[str]) -> dict[str, str]:
    if not hashes:
        return {}
    with reading():
        rows = db.session.execute(
            select(Media.sha256, Media.media_type).where(Media.project_id == project_id, Media.sha256.in_(hashes))
        ).all()
    return {sha256: media_type for sha256, media_type in rows}  # noqa: C416  (rows are not pairs to mypy)


_SITE = select(Destination.id).where(
    Destination.project_id == bindparam("project_id"), Destination.platform == SITE, Destination.removed_at.is_(None)
)


def _has_site(project_id: int) -> bool:
    with reading():
        return db.session.scalar(_SITE, {"project_id": project_id}) is not None
