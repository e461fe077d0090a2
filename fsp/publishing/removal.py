"""Records that posts are not wanted, or wanted again, at destinations outside. Jobs do it; the caller commits."""

from datetime import datetime

from sqlalchemy import ColumnElement, case, func, null, or_, update

from fsp.models.destination import SITE
from fsp.models.publication import Publication, PublicationState
from fsp.stores import db

_OUTSIDE = Publication.platform != SITE
_WAS_SENT = or_(Publication.external_id.is_not(None), Publication.create_sent_at.is_not(None))
"""Whether the post is there, or may be."""
_IS_ABSENT = ~_WAS_SENT
_WAS_REMOVED = (PublicationState.REMOVING, PublicationState.UNPUBLISHED)
_IS_WAITING = Publication.state.in_([PublicationState.PENDING, PublicationState.PUBLISHING, PublicationState.REMOVING])


def wanted_since(now: datetime) -> ColumnElement[datetime | None]:
    """Return since when a change waits, for an UPDATE that asks for one: that of an earlier one which still waits."""
    return case((_IS_WAITING, func.coalesce(Publication.wanted_at, now)), else_=now)


def remove_elsewhere(which: ColumnElement[bool], *, now: datetime) -> int:
    """Record that these posts must be removed; return from how many destinations. One that is unknown stays so."""
    # First, so that an attempt which is about to send either sees that it was withdrawn, or has sent the post below.
    db.session.execute(
        update(Publication)
        .where(which, _OUTSIDE, ~_WAS_SENT, Publication.state == PublicationState.PUBLISHING)
        .values(state=PublicationState.PENDING, updated_at=Publication.updated_at)
        .execution_options(synchronize_session=False)
    )
    removing = db.session.execute(
        update(Publication)
        .where(
            which,
            _OUTSIDE,
            _WAS_SENT,
            Publication.state.not_in([PublicationState.UNPUBLISHED, PublicationState.UNKNOWN]),
        )
        .values(
            state=PublicationState.REMOVING,
            # The sweep takes what has a time.
            due_at=func.coalesce(Publication.due_at, now),
            wanted_at=case((Publication.state == PublicationState.REMOVING, Publication.wanted_at), else_=now),
            error="",
            updated_at=Publication.updated_at,
        )
        .execution_options(synchronize_session=False)
    )
    return int(removing.rowcount)  # type: ignore[attr-defined]


def drop_unsent(which: ColumnElement[bool]) -> None:
    """Record that these posts are no longer wanted where they were never sent."""
    db.session.execute(
        update(Publication)
        .where(which, _OUTSIDE, ~_WAS_SENT, Publication.state.not_in(_WAS_REMOVED))
        .values(state=PublicationState.PENDING, due_at=None, held_because="", updated_at=Publication.updated_at)
        .execution_options(synchronize_session=False)
    )


def want_back(which: ColumnElement[bool], *, now: datetime) -> None:
    """Record that these posts are wanted again where they were published."""
    db.session.execute(
        update(Publication)
        .where(which, _OUTSIDE, Publication.published_at.is_not(None), Publication.state.in_(_WAS_REMOVED))
        .values(
            state=PublicationState.PENDING,
            # One that was removed is sent again from now on; before, it was not late.
            due_at=case((_IS_ABSENT, now), else_=func.coalesce(Publication.due_at, now)),
            live_at=case((_IS_ABSENT, null()), else_=Publication.live_at),
            wanted_at=now,
            error="",
            updated_at=Publication.updated_at,
        )
        .execution_options(synchronize_session=False)
    )
