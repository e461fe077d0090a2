"""The preview of an unsaved text, with the images of its project."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from sqlalchemy import select

from fsp.content.editing import ItemText
from fsp.content.item_form import YES, ItemForm
from fsp.content.media import path_in_folder
from fsp.content.project_names import project_names
from fsp.content.references.images import ImageFiles
from fsp.content.references.resolver import Places, ProjectResolver
from fsp.content.rendering.addresses import is_elsewhere
from fsp.content.rendering.addresses_of import addresses_of
from fsp.content.rendering.place import Image
from fsp.errors import InvalidInput
from fsp.local_time import zone_of
from fsp.models.item import Item
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.publishing.site.preview import Draft, preview_values
from fsp.stores import db, end_reading


@dataclass(frozen=True)
class UnsavedPreview:
    """What the template of the preview shows. `missing` are addresses of images that the project does not have."""

    project: Project
    values: dict[str, Any]
    missing: tuple[str, ...]


def preview_unsaved(project: Project, item: Item | None, form: ItemForm, *, now: datetime) -> UnsavedPreview:
    """Render a form as the site would show it."""
    media = db.session.execute(
        select(Media.path, Media.width, Media.height).where(Media.project_id == project.id)
    ).all()
    sizes = {path: (width or 0, height or 0) for path, width, height in media}
    names, source_path = project_names(project.id), (item.source_path if item else "") or ""
    end_reading()

    def image(path: str) -> Image:
        return Image(f"/projects/{project.slug}/images/{quote(path)}", *sizes[path])

    places = Places(post=lambda other_id: f"/items/{other_id}/preview", image=image, home=f"/projects/{project.slug}")
    resolver = ProjectResolver(source_path, names.get, ImageFiles(sizes), places)
    missing = tuple(
        unquote(url) for url in addresses_of(form.body).images if not is_elsewhere(url) and resolver.image(url) is None
    )
    cover_path = path_in_folder(source_path, form.cover) if form.cover else None
    cover = image(cover_path) if cover_path in sizes else None
    values = preview_values(_draft(project, form, source_path, now), resolver=resolver, cover=cover)
    return UnsavedPreview(project, values, missing)


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
