"""Keeps what people type in the editor before they save it. Keeping a text adds no revision."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from fsp.content.item_form import ItemForm
from fsp.errors import Changed, InvalidInput, NotFound
from fsp.models.account import Account
from fsp.models.item import Item, Revision
from fsp.models.project import Project
from fsp.models.working_copy import WorkingCopy
from fsp.stores import db

KEPT = timedelta(days=90)
"""How long a working copy is kept that nobody changes."""
MAX_BODY_CHARACTERS = 1_000_000
MAX_LISTED = 50
MAX_COPIES = 50
"""Of one account and post. More are a fault of a program."""


@dataclass(frozen=True)
class Place:
    """Where a working copy belongs: a post, or a new post of a project, and the tab of an account."""

    project: Project
    item: Item | None
    account: Account
    tab: str


@dataclass(frozen=True)
class Typed:
    """What was typed, and what it began with. `version` is the last one that this tab knows, 0 for none."""

    form: ItemForm
    base: ItemForm
    base_revision_id: int | None
    version: int


def keep_copy(place: Place, typed: Typed, *, now: datetime) -> WorkingCopy:
    """Keep what a tab typed; raise Changed if another tab has written under its name since `version`.

    What equals its base is not kept: the version is 0 then.
    """
    if len(typed.form.body) > MAX_BODY_CHARACTERS:
        raise InvalidInput(
            f"An unsaved text is limited to {MAX_BODY_CHARACTERS} characters, got {len(typed.form.body)}."
            " Save the post."
        )
    copy = db.session.scalar(
        select(WorkingCopy).where(WorkingCopy.account_id == place.account.id, WorkingCopy.tab == place.tab)
    )
    if copy is None:
        _refuse_many(place)
        copy = WorkingCopy(account_id=place.account.id, tab=place.tab, version=0)
    elif copy.version != typed.version:
        db.session.rollback()
        raise Changed("Another tab has the same name. Keep the text under a new one.")
    copy.project_id, copy.item_id = place.project.id, place.item.id if place.item else None
    copy.version, copy.updated_at = typed.version + 1, now
    copy.base, copy.base_revision_id = typed.base.values, typed.base_revision_id
    copy.fields, copy.body = typed.form.values, typed.form.body
    db.session.add(copy)
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise Changed("Another tab has the same name. Keep the text under a new one.") from error
    if form_of_copy(copy) == base_of_copy(copy):
        forget_tab(place.account, place.tab)
        copy = WorkingCopy(id=copy.id, version=0, updated_at=now)
    return copy


def copies_of_item(item: Item) -> list[WorkingCopy]:
    """Return the working copies of a post, newest first, of all accounts."""
    return _copies(WorkingCopy.item_id == item.id)


def copies_of_new_posts(project: Project, account: Account) -> list[WorkingCopy]:
    """Return the posts that an account began in a project and never saved, newest first."""
    conditions = (WorkingCopy.item_id.is_(None), WorkingCopy.account_id == account.id)
    return _copies(WorkingCopy.project_id == project.id, *conditions)


def _copies(*conditions: object) -> list[WorkingCopy]:
    query = select(WorkingCopy).where(*conditions).options(joinedload(WorkingCopy.account))  # type: ignore[arg-type]
    return list(
        db.session.scalars(query.order_by(WorkingCopy.updated_at.desc(), WorkingCopy.id.desc()).limit(MAX_LISTED))
    )


def find_copy(copy_id: int) -> WorkingCopy:
    """Return a working copy; raise NotFound if it was saved or discarded."""
    copy = db.session.get(WorkingCopy, copy_id)
    if copy is None:
        raise NotFound(f"Working copy {copy_id} not found. It was saved or discarded.")
    return copy


def discard_copy(copy_id: int) -> WorkingCopy:
    """Delete a working copy; return what it was."""
    copy = find_copy(copy_id)
    db.session.delete(copy)
    db.session.commit()
    return copy


def forget_tab(account: Account, tab: str) -> None:
    """Delete the working copy of a tab, whose text is saved."""
    db.session.execute(delete(WorkingCopy).where(WorkingCopy.account_id == account.id, WorkingCopy.tab == tab))
    db.session.commit()


def forget_old(now: datetime) -> int:
    """Delete working copies that nobody has changed for a long time; return how many."""
    deleted = db.session.execute(delete(WorkingCopy).where(WorkingCopy.updated_at < now - KEPT))
    db.session.commit()
    return int(deleted.rowcount)  # type: ignore[attr-defined]


def form_of_copy(copy: WorkingCopy) -> ItemForm:
    """Return what a working copy holds."""
    return ItemForm.of_values({**copy.fields, "body": copy.body})


def base_of_copy(copy: WorkingCopy) -> ItemForm:
    """Return what its editing began with."""
    return ItemForm.of_values({**copy.base, "body": body_of_revision(copy.base_revision_id, copy.item_id)})


def body_of_revision(revision_id: int | None, item_id: int | None) -> str:
    """Return the text of a revision of a post, empty if it has none."""
    revision = db.session.get(Revision, revision_id) if revision_id else None
    return revision.body if revision and revision.item_id == item_id else ""


def _refuse_many(place: Place) -> None:
    item_id = place.item.id if place.item else None
    query = select(WorkingCopy.id).where(
        WorkingCopy.account_id == place.account.id,
        WorkingCopy.project_id == place.project.id,
        WorkingCopy.item_id.is_(None) if item_id is None else WorkingCopy.item_id == item_id,
    )
    if len(db.session.scalars(query.limit(MAX_COPIES)).all()) >= MAX_COPIES:
        db.session.rollback()
        raise InvalidInput(f"This post has {MAX_COPIES} working copies of yours. Save or discard some.")
