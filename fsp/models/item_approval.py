"""The condition that a post has the approvals that its project requires, for the queries that publish."""

from sqlalchemy import ColumnElement, column, distinct, func, or_, select, table

from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.review import DecisionKind, ReviewDecision

# The model of publications would make the longest chain of imports one longer.
_PUBLICATIONS = table("publications", column("id"), column("item_id"), column("revision_id"), column("published_at"))


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
        is_live(),
        (approvals >= Project.required_approvals) & ~objects,
    )


def is_live() -> ColumnElement[bool]:
    """Return the condition that the current revision was published before. No review is needed to show it again."""
    return (
        select(_PUBLICATIONS.c.id)
        .where(
            _PUBLICATIONS.c.item_id == Item.id,
            _PUBLICATIONS.c.revision_id == Item.current_revision_id,
            _PUBLICATIONS.c.published_at.is_not(None),
        )
        .correlate(Item)
        .exists()
    )
