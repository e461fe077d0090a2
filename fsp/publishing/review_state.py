"""Opens and closes the reviews of posts, within the caller's transaction."""

from sqlalchemy import update

from fsp.clock import utc_now
from fsp.models.review import Review, ReviewOutcome
from fsp.stores import db


def close_review(item_id: int, outcome: ReviewOutcome) -> bool:
    """Close the open review of a post; return whether there was one."""
    closed = db.session.execute(
        update(Review)
        .where(Review.item_id == item_id, Review.closed_at.is_(None))
        .values(closed_at=utc_now(), outcome=outcome)
    )
    return bool(closed.rowcount)  # type: ignore[attr-defined]
