"""Saves the form of the editor, without overwriting what somebody else saved since it was opened."""

from dataclasses import dataclass

from fsp.content.editing import create_item, lock_item, save_item
from fsp.content.item_address import commit_slug, set_slug
from fsp.content.item_form import ItemForm, form_of
from fsp.content.merge_form import merge_forms
from fsp.errors import Conflict, InvalidInput
from fsp.local_time import zone_of
from fsp.models.item import Item, ItemState, Revision
from fsp.models.project import Project
from fsp.stores import db


class EditConflict(Conflict):
    """Two people, or two tabs, changed the same fields. `theirs` is what is saved, `own` is not."""

    def __init__(self, own: ItemForm, theirs: ItemForm, names: tuple[str, ...]) -> None:
        super().__init__("This post was changed since you opened it. Your version is below, and is not saved yet.")
        self.own, self.theirs, self.names = own, theirs, names


@dataclass(frozen=True)
class SavedForm:
    """A saved post. `note` says what is worth knowing, such as a time that does not exist on its day."""

    item: Item
    note: str = ""


def save_form(item_id: int, form: ItemForm, *, base: ItemForm, author: str) -> SavedForm:
    """Save a form that began as `base`; raise EditConflict, Conflict or InvalidInput, and change nothing then.

    Fields that only others changed keep their new values.
    """
    item = lock_item(item_id)
    project = db.session.get_one(Project, item.project_id)
    if item.deleted_at is not None:
        raise Conflict(f'"{item.title}" is deleted. Restore it first.')
    theirs = form_of(item, body_of(item), project)
    merged = merge_forms(base, form, theirs)
    if merged.conflicts:
        db.session.rollback()
        raise EditConflict(merged.form, theirs, merged.conflicts)
    form = merged.form
    if form.slug != item.slug and form.slug.strip():
        set_slug(item, form.slug)
    note = set_date(item, form, project) if form.date != theirs.date else ""
    text, seen = form.text, item.current_revision_id
    save_item(item, text, seen_revision_id=seen, author=author, details=form.details)
    return SavedForm(item, note)


def create_from_form(project: Project, form: ItemForm, *, author: str) -> SavedForm:
    """Create a post from a form."""
    if project.deleted_at is not None:
        raise Conflict(f'Project "{project.title}" is deleted. Restore it first.')
    form.moment(zone_of(project.timezone))
    item = create_item(project, form.text, form.details, author=author)
    note = set_date(item, form, project)
    if form.slug.strip() and form.slug != item.slug:
        note = f"{note} {_try_slug(item, form.slug)}".strip()
    db.session.commit()
    return SavedForm(item, note)


def _try_slug(item: Item, slug: str) -> str:
    """Set the slug of a new post, which keeps its own if that one cannot be used; return why."""
    db.session.commit()
    try:
        set_slug(item, slug)
        commit_slug(item)
    except (Conflict, InvalidInput) as error:
        return f'{error} The slug is "{item.slug}" for now.'
    return ""


def set_date(item: Item, form: ItemForm, project: Project) -> str:
    """Change the date of a post within the caller's transaction; return what to know about it.

    A scheduled post moves to it. Another one shows it once it is published, if it is in the past then.
    """
    local = form.moment(zone_of(project.timezone))
    if local is None and item.state == ItemState.SCHEDULED:
        raise InvalidInput("A scheduled post needs a date. Unschedule it to remove the date.")
    item.publish_at = local.moment if local else None
    return local.note if local else ""


def body_of(item: Item) -> str:
    """Return the current text of a post."""
    current = db.session.get(Revision, item.current_revision_id) if item.current_revision_id else None
    return current.body if current else ""
