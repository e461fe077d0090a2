"""Takes a step in the life of a post. Pages, the API, the command line and the calendar all go through here."""

from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from fsp.content.lifecycle import RULES, Step, refusal, state_after
from fsp.content.standing import Approval, Standing
from fsp.errors import Conflict
from fsp.models.item import Item, ItemState
from fsp.models.item_text import has_text
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.publishing.approval import open_review, read_approval
from fsp.stores import db

_NOT_THERE = (PublicationState.UNPUBLISHED, PublicationState.REMOVING, PublicationState.UNKNOWN)


def standing_of(item: Item) -> Standing:
    """Return the post as the rules of its life see it."""
    project = db.session.get_one(Project, item.project_id)
    # The object may be older than what a job wrote.
    state, deleted_at, is_public, was_public, is_written = db.session.execute(
        select(Item.state, Item.deleted_at, is_out(), was_out(), has_text()).where(Item.id == item.id)
    ).one()
    has_reviews = project.required_approvals or state == ItemState.REVIEW or open_review(item.id)
    approval = read_approval(item, project) if has_reviews else Approval()
    return Standing(
        title=item.title,
        state=ItemState(state),
        is_deleted=deleted_at is not None,
        has_text=is_written,
        is_public=is_public,
        was_public=was_public,
        approval=approval,
    )


def refuse(step: Step, item: Item) -> Standing:
    """Raise Conflict if the step is not possible; return the post as the rules see it."""
    post = standing_of(item)
    reason = refusal(step, post)
    if reason:
        db.session.rollback()
        raise Conflict(reason)
    return post


def take_step(step: Step, item: Item, **values: Any) -> Standing:
    """Set the state that the step leads to, with further columns; return the post before. The caller commits.

    Raise Conflict if the step is not possible, or if somebody else changed the state at the same time.
    """
    post = refuse(step, item)
    set_state(step, item, post, **values)
    return post


def set_state(step: Step, item: Item, post: Standing, **values: Any) -> None:
    """Set the state that a step leads to, which `refuse` allowed; raise Conflict if the state has changed since."""
    # Unsaved changes of the post are part of the same transaction.
    db.session.flush()
    updated = db.session.execute(
        update(Item)
        .where(Item.id == item.id, Item.state == post.state, Item.state.in_(RULES[step].leads_to))
        .values(state=state_after(step, post), **values)
    )
    if not updated.rowcount:  # type: ignore[attr-defined]
        db.session.rollback()
        raise Conflict(f'"{post.title}" was changed by someone else at the same time. Reload the page and try again.')
    db.session.refresh(item)


def is_out() -> ColumnElement[bool]:
    """Return the condition that a post is at any destination, or may be."""
    is_there = or_(
        Publication.published_at.is_not(None),
        Publication.external_id.is_not(None),
        Publication.create_sent_at.is_not(None),
    )
    return (
        select(Publication.id)
        .where(Publication.item_id == Item.id, is_there, Publication.state.not_in(_NOT_THERE))
        .correlate(Item)
        .exists()
    )


def was_out() -> ColumnElement[bool]:
    """Return the condition that a post was published anywhere."""
    return (
        select(Publication.id)
        .where(Publication.item_id == Item.id, Publication.published_at.is_not(None))
        .correlate(Item)
        .exists()
    )
