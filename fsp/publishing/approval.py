"""Reads the approvals of posts: of one post for people, and as a condition for the queries that publish."""

from sqlalchemy import ColumnElement, distinct, func, or_, select

from fsp.content.standing import Approval
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.models.review import DecisionKind, Review, ReviewDecision
from fsp.stores import db


def is_approved() -> ColumnElement[bool]:
    """Return the condition that a post has the approvals that its project requires. The query joins the project."""
    of_revision = (
        ReviewDecision.item_id == Item.id,
        ReviewDecision.revision_id == Item.current_revision_id,
        ReviewDecision.superseded_at.is_(None),
    )
    approvals = (
        select(func.count(distinct(ReviewDecision.by)))
        .where(*of_revision, ReviewDecision.kind == DecisionKind.APPROVED)
        .correlate(Item)
        .scalar_subquery()
    )
    objects = (
        select(ReviewDecision.id)
        .where(*of_revision, ReviewDecision.kind == DecisionKind.CHANGES)
        .correlate(Item)
        .exists()
    )
    return or_(
        Project.required_approvals == 0,
        _is_live(),
        (approvals >= Project.required_approvals) & ~objects,
    )


def _is_live() -> ColumnElement[bool]:
    """Return the condition that the current revision was published before. No review is needed to show it again."""
    return (
        select(Publication.id)
        .where(
            Publication.item_id == Item.id,
            Publication.revision_id == Item.current_revision_id,
            Publication.published_at.is_not(None),
        )
        .correlate(Item)
        .exists()
    )


def read_approval(item: Item, project: Project) -> Approval:
    """Return what a post has of the approvals that its project requires."""
    rows = db.session.execute(
        select(ReviewDecision.by, ReviewDecision.kind, ReviewDecision.revision_id)
        .where(ReviewDecision.item_id == item.id, ReviewDecision.superseded_at.is_(None))
        .order_by(ReviewDecision.id)
    ).all()
    review = open_review(item.id)
    is_live = bool(db.session.scalar(select(_is_live()).where(Item.id == item.id)))
    current = [(by, kind) for by, kind, revision_id in rows if revision_id == item.current_revision_id]
    return Approval(
        required=project.required_approvals,
        approved_by=_names(current, DecisionKind.APPROVED),
        objections_by=_names(current, DecisionKind.CHANGES),
        is_live=is_live,
        is_review_open=review is not None,
        has_earlier_approval=any(kind == DecisionKind.APPROVED for _, kind, _ in rows),
        reviewers=tuple(review.reviewers if review and review.reviewers else project.reviewers),
    )


def open_review(item_id: int) -> Review | None:
    """Return the open review of a post."""
    query = select(Review).where(Review.item_id == item_id, Review.closed_at.is_(None)).order_by(Review.id.desc())
    return db.session.scalar(query.limit(1))


def _names(decisions: list[tuple[str, str]], kind: DecisionKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(by for by, decided in decisions if decided == kind))
