"""The preview of a post for people with an account, saved or as it is in the form of the editor."""

from datetime import datetime
from urllib.parse import quote

from fsp.content.item_form import ItemForm, form_of
from fsp.content.lookup import find_item
from fsp.content.save_form import body_of
from fsp.core import current_settings
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.publishing.post_preview import PostPreview, PreviewPlaces, preview_post
from fsp.publishing.site.address import site_root
from fsp.stores import db, end_reading


def read_preview(item_id: int, *, now: datetime) -> PostPreview:
    """Return the preview of a post's current text; raise NotFound."""
    item = find_item(item_id)
    project = db.session.get_one(Project, item.project_id)
    return preview_form(project, item, form_of(item, body_of(item), project), now=now)


def preview_form(project: Project, item: Item | None, form: ItemForm, *, now: datetime) -> PostPreview:
    """Return the preview of a form, with the images of its project and links to other previews."""
    places = PreviewPlaces(
        images=f"/projects/{quote(project.slug)}/images",
        site=site_root(current_settings(), project.slug),
        post=lambda item_id: f"/items/{item_id}/preview",
        home=f"/projects/{quote(project.slug)}",
    )
    preview = preview_post(project, form, places, now=now, source_path=(item.source_path if item else "") or "")
    end_reading()
    return preview
