"""The preview of a post as its page on the site: for the editor, for its own page, and for shared links."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from sqlalchemy import select

from fsp.content.editing import ItemText
from fsp.content.item_form import YES, ItemForm
from fsp.content.media import path_in_folder
from fsp.content.project_names import project_names
from fsp.content.references.images import ImageFiles
from fsp.content.references.names import first_in
from fsp.content.references.resolver import Places, ProjectResolver
from fsp.content.rendering.addresses import is_elsewhere
from fsp.content.rendering.addresses_of import addresses_of
from fsp.content.rendering.place import Image
from fsp.errors import InvalidInput
from fsp.local_time import zone_of
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.publishing.site.preview import Draft, preview_values
from fsp.stores import db

Sizes = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class PreviewPlaces:
    """Where the images and links of a preview lead."""

    images: str
    """The address of the project's images, without the slash before their path."""
    site: str = ""
    """The address of the project's site, with a trailing slash, for its tags."""
    post: Callable[[str], str] | None = None
    """Returns the address of another post's preview. Without it, links to posts lead nowhere."""
    home: str = ""


@dataclass(frozen=True)
class PostPreview:
    """A post as its site shows it. `missing` are addresses of images that the project does not have."""

    project: Project
    values: dict[str, Any] = field(default_factory=dict)
    """What the template of an article needs; empty for a preview without a post."""
    missing: tuple[str, ...] = ()


def preview_post(
    project: Project, form: ItemForm, places: PreviewPlaces, *, now: datetime, source_path: str = ""
) -> PostPreview:
    """Render the fields of a post, saved or not. A post without a date has the date of now."""
    sizes = _sizes(project)
    resolver = _resolver(project, source_path, sizes, places)
    missing = tuple(
        unquote(url) for url in addresses_of(form.body).images if not is_elsewhere(url) and resolver.image(url) is None
    )
    cover_path = _cover_path(form, source_path, sizes)
    cover = resolver.places.image(cover_path) if cover_path else None
    values = preview_values(_draft(project, form, source_path, now), resolver=resolver, cover=cover)
    return PostPreview(project, {**values, "root": places.site}, missing)


def previewed_images(project: Project, form: ItemForm, *, source_path: str = "") -> frozenset[str]:
    """Return the paths of the project's images that the preview of a post shows."""
    sizes = _sizes(project)
    resolver = _resolver(project, source_path, sizes, PreviewPlaces(images=""))
    images = [image for url in addresses_of(form.body).images if (image := resolver.image(url))]
    paths = {unquote(image.url.removeprefix("/")) for image in images if not is_elsewhere(image.url)}
    return frozenset(paths | {_cover_path(form, source_path, sizes)}) & sizes.keys()


def _sizes(project: Project) -> Sizes:
    rows = db.session.execute(select(Media.path, Media.width, Media.height).where(Media.project_id == project.id)).all()
    return {path: (width or 0, height or 0) for path, width, height in rows}


def _resolver(project: Project, source_path: str, sizes: Sizes, places: PreviewPlaces) -> ProjectResolver:
    names = project_names(project.id)
    addresses = Places(
        post=places.post or (lambda _: ""),
        image=lambda path: Image(f"{places.images}/{quote(path)}", *sizes[path]),
        home=places.home,
    )
    return ProjectResolver(source_path, first_in(names), ImageFiles(sizes), addresses)


def _cover_path(form: ItemForm, source_path: str, sizes: Sizes) -> str:
    path = (path_in_folder(source_path, form.cover) if form.cover else None) or ""
    return path if path in sizes else ""


def _draft(project: Project, form: ItemForm, source_path: str, now: datetime) -> Draft:
    try:
        local = form.moment(zone_of(project.timezone))
    except InvalidInput:
        local = None
    return Draft(
        title=form.title.strip() or "Untitled",
        body=form.body,
        summary=form.summary,
        tags=tuple(form.text.tag_list),
        authors=tuple(ItemText(tags=form.authors).tag_list),
        language=form.language,
        is_page=form.is_page == YES,
        at=local.moment if local else now,
        zone=project.timezone or "UTC",
        site_language=project.language,
        source_path=source_path,
    )
