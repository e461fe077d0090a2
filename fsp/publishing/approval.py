"""Reads the approvals of a post."""

from sqlalchemy import select

from fsp.content.standing import Approval
from fsp.models.item import Item
from fsp.models.item_approval import is_live
from fsp.models.project import Project
from fsp.models.review import DecisionKind, Review, ReviewDecision
from fsp.stores import db


def read_approval(item: Item, project: Project) -> Approval:
    """Return what a post has of the approvals that its project requires."""
    rows = db.session.execute(
        select(ReviewDecision.by, ReviewDecision.kind, ReviewDecision.revision_id)
        .where(ReviewDecision.item_id == item.id, ReviewDecision.superseded_at.is_(None))
        .order_by(ReviewDecision.id)
    ).all()
    review = open_review(item.id)
    was_published = bool(db.session.scalar(select(is_live()).where(Item.id == item.id)))
    current = [(by, kind) for by, kind, revision_id in rows if revision_id == item.current_revision_id]
    return Approval(
        required=project.required_approvals,
        approved_by=_names(current, DecisionKind.APPROVED),
        objections_by=_names(current, DecisionKind.CHANGES),
        is_live=was_published,
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
