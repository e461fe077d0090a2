"""Holds posts that are too late for their destination, so that a person decides."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from fsp.amounts import duration
from fsp.models.destination import AfterLate, Destination
from fsp.models.publication import Publication, PublicationState
from fsp.publishing.lateness import LatenessPolicy, is_too_late
from fsp.stores import db

WAITING = (PublicationState.PENDING, PublicationState.PUBLISHING)


def policy_of(destination: Destination) -> LatenessPolicy:
    """Return what a destination wants of late and older posts."""
    seconds = destination.max_lateness_seconds
    max_lateness = None if seconds is None else timedelta(seconds=seconds)
    return LatenessPolicy(
        max_lateness, destination.after_late, destination.sends_older_posts, since=destination.created_at
    )


def lateness_hold(publication: Publication, destination: Destination, now: datetime) -> str:
    """Hold a post that was never sent and is too late; return why, or nothing if it may be sent."""
    was_sent = publication.external_id or publication.create_sent_at
    if was_sent or publication.due_at is None or destination.after_late != AfterLate.HOLD:
        return ""
    if not is_too_late(publication.due_at, policy_of(destination), now=now):
        return ""
    reason = too_late(publication.due_at, destination, now)
    db.session.execute(
        update(Publication)
        .where(
            Publication.id == publication.id,
            Publication.state.in_([*WAITING, PublicationState.FAILED]),
            Publication.external_id.is_(None),
            Publication.create_sent_at.is_(None),
        )
        .values(state=PublicationState.HELD, held_because=reason, updated_at=now)
    )
    db.session.commit()
    return reason


def too_late(due_at: datetime, destination: Destination, now: datetime) -> str:
    """Return why a post is held."""
    return (
        f"It was due {duration((now - due_at).total_seconds())} ago, and {destination.name} takes posts that are at "
        f"most {duration(destination.max_lateness_seconds)} late."
    )


def hold_late(now: datetime) -> int:
    """Hold every post that has become too late while it waited, and was never sent; return how many."""
    destinations = db.session.scalars(
        select(Destination).where(
            Destination.after_late == AfterLate.HOLD,
            Destination.max_lateness_seconds.is_not(None),
            Destination.removed_at.is_(None),
        )
    ).all()
    db.session.commit()
    return sum(_hold_late_at(destination, now) for destination in destinations)


def _hold_late_at(destination: Destination, now: datetime) -> int:
    rows = db.session.scalars(
        select(Publication).where(
            Publication.destination_id == destination.id,
            Publication.state == PublicationState.PENDING,
            Publication.external_id.is_(None),
            Publication.create_sent_at.is_(None),
            Publication.due_at < now - timedelta(seconds=destination.max_lateness_seconds or 0),
        )
    ).all()
    db.session.commit()
    return sum(bool(lateness_hold(publication, destination, now)) for publication in rows)
