"""The page of the editor: the form, what it began with, and other unsaved versions of the post."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from fsp.content.item_address import old_addresses
from fsp.content.item_form import ItemForm, form_of
from fsp.content.languages import direction
from fsp.content.lookup import find_item, find_project
from fsp.content.save_form import EditConflict, body_of
from fsp.content.text_diff import Block, diff_texts
from fsp.content.text_length import TextLength, text_length
from fsp.content.working_copies import (
    base_of_copy,
    body_of_revision,
    copies_of_item,
    copies_of_new_posts,
    find_copy,
    form_of_copy,
)
from fsp.core import current_settings
from fsp.errors import NotFound
from fsp.models.account import Account
from fsp.models.item import Item, Revision
from fsp.models.project import Project
from fsp.models.working_copy import WorkingCopy
from fsp.publishing.item_publications import cannot_sentences, publications_of
from fsp.publishing.site.content import site_address
from fsp.stores import db, end_reading
from fsp.web.editor.form_request import SentForm
from fsp.web.editor.project_words import ProjectWords, project_words

LABELS = {"body": "Text", "is_page": "Page of the site", "is_unlisted": "Unlisted", "extra": "Other fields"}


@dataclass(frozen=True)
class FieldChange:
    """A field that differs between two versions of a post."""

    label: str
    theirs: str
    own: str


@dataclass(frozen=True)
class Comparison:
    """Two versions of a post. `own` is in the form."""

    title: str
    by: str
    fields: tuple[FieldChange, ...]
    blocks: tuple[Block, ...]
    text: str
    """The other text, whole."""
    copy_id: int | None = None
    """The other version, if it is a working copy."""


@dataclass(frozen=True)
class EditorPage:
    """The editor with one post at one time. `item` is None for a new post."""

    as_of: datetime
    project: Project
    item: Item | None
    form: ItemForm
    base: ItemForm
    base_revision_id: int | None
    copies: tuple[WorkingCopy, ...]
    words: ProjectWords
    copy: WorkingCopy | None = None
    """The working copy in the form; None for the saved text."""
    old_addresses: tuple[str, ...] = ()
    address: str = ""
    """Where its site shows it; empty for a new post."""
    keeps_changes: tuple[str, ...] = ()
    """Where a change of the post will not be seen, as sentences."""
    comparison: Comparison | None = None

    @property
    def base_json(self) -> str:
        """Return the fields that editing began with, without the text, for a hidden field."""
        return json.dumps(self.base.values, ensure_ascii=False)

    @property
    def length(self) -> TextLength:
        """Return the length of the text in the form."""
        return text_length(self.form.body)

    @property
    def direction(self) -> str:
        """Return the writing direction of the text: "rtl" or "ltr"."""
        return direction(self.form.language or self.project.language)


def read_editor(item_id: int, account: Account, *, now: datetime, copy_id: int | None = None) -> EditorPage:
    """Read the editor of a post, with its saved text or with a working copy of this account."""
    item = find_item(item_id)
    project = db.session.get_one(Project, item.project_id)
    saved = form_of(item, body_of(item), project)
    copy = _own_copy(copy_id, account, item_id) if copy_id else None
    page = EditorPage(
        now,
        project,
        item,
        form=form_of_copy(copy) if copy else saved,
        base=base_of_copy(copy) if copy else saved,
        base_revision_id=copy.base_revision_id if copy else item.current_revision_id,
        copies=tuple(copies_of_item(item)),
        words=project_words(project),
        copy=copy,
        old_addresses=tuple(old_addresses(item)),
        address=site_address(project.slug, item.slug, settings=current_settings())[1],
        keeps_changes=tuple(cannot_sentences(publications_of(item), "change")),
    )
    end_reading()
    return page


def read_new(slug: str, account: Account, *, now: datetime, copy_id: int | None = None) -> EditorPage:
    """Read the editor of a new post, empty or with a working copy of this account."""
    project = find_project(slug)
    copy = _own_copy(copy_id, account, None) if copy_id else None
    form = form_of_copy(copy) if copy else ItemForm()
    copies = tuple(copies_of_new_posts(project, account))
    page = EditorPage(now, project, None, form, ItemForm(), None, copies, project_words(project), copy=copy)
    end_reading()
    return page


def with_form(page: EditorPage, sent: SentForm) -> EditorPage:
    """Return the page with what was sent in the form, and what it began with."""
    item_id = page.item.id if page.item else None
    base = ItemForm.of_values({**sent.base_values, "body": body_of_revision(sent.base_revision_id, item_id)})
    end_reading()
    return replace(page, form=sent.form, base=base, base_revision_id=sent.base_revision_id)


def with_conflict(page: EditorPage, conflict: EditConflict) -> EditorPage:
    """Return the page with what was not saved in the form, compared with what somebody else saved."""
    revision = db.session.get(Revision, page.base_revision_id) if page.base_revision_id else None
    comparison = compare(
        conflict.theirs, conflict.own, title="Saved since you opened this page", by=revision.author if revision else ""
    )
    end_reading()
    return replace(page, form=conflict.own, comparison=comparison)


def with_saved(page: EditorPage) -> EditorPage:
    """Return the page with what is saved compared with what is in the form."""
    if page.item is None:
        return page
    item = find_item(page.item.id)
    revision = db.session.get(Revision, item.current_revision_id) if item.current_revision_id else None
    saved = form_of(item, revision.body if revision else "", page.project)
    comparison = compare(saved, page.form, title="Saved", by=revision.author if revision else "")
    end_reading()
    return replace(page, comparison=comparison)


def with_other_copy(page: EditorPage, copy_id: int) -> EditorPage:
    """Return the page with another working copy of the post compared with what is in the form."""
    copy = find_copy(copy_id)
    if copy.project_id != page.project.id or copy.item_id != (page.item.id if page.item else None):
        raise NotFound(f"Working copy {copy_id} belongs to another post.")
    comparison = compare(form_of_copy(copy), page.form, title="Unsaved version", by=copy.account.name)
    end_reading()
    return replace(page, comparison=replace(comparison, copy_id=copy.id))


def compare(theirs: ItemForm, own: ItemForm, *, title: str, by: str) -> Comparison:
    """Return what differs between two versions of a post."""
    names = [name for name, value in own.values.items() if value.strip() != theirs.values[name].strip()]
    changes = tuple(FieldChange(label_of(name), theirs.values[name], own.values[name]) for name in names)
    blocks = tuple(diff_texts(theirs.body, own.body)) if theirs.body != own.body else ()
    return Comparison(title, by, changes, blocks, theirs.body)


def label_of(name: str) -> str:
    """Return the label of a field."""
    return LABELS.get(name, name.replace("_", " ").capitalize())


def _own_copy(copy_id: int, account: Account, item_id: int | None) -> WorkingCopy:
    copy = find_copy(copy_id)
    if copy.account_id != account.id or copy.item_id != item_id:
        raise NotFound(f"Working copy {copy_id} is not yours, or belongs to another post.")
    return copy
