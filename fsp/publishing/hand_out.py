"""Hands a due post out to the destinations of its project: rows in SQL say where it is wanted, and since when."""

from datetime import datetime

from sqlalchemy import case, update

from fsp.models.destination import SITE, Destination
from fsp.models.item import Item
from fsp.models.publication import Publication, PublicationState
from fsp.publishing.destinations import destinations_of, publication_at
from fsp.publishing.hold import policy_of, too_late
from fsp.publishing.lateness import Timeliness, is_older, timeliness
from fsp.stores import db

RESENDABLE = (
    PublicationState.PENDING,
    PublicationState.PUBLISHED,
    PublicationState.FAILED,
    PublicationState.HELD,
    PublicationState.REMOVING,
    PublicationState.UNPUBLISHED,
)
"""States in which a person may want a post sent. One that is being sent or unknown is left alone."""


def remote_destinations(project_id: int) -> list[Destination]:
    """Return the destinations of a project that get jobs of their own: all but its site."""
    return [destination for destination in destinations_of(project_id) if destination.platform != SITE]


def hand_out(item: Item, now: datetime) -> None:
    """Hand a due post out, as each destination wants late and older posts. Doing it again changes nothing."""
    for destination in remote_destinations(item.project_id):
        publication = publication_at(item.id, destination)
        if publication.due_at is None:
            hand_out_at(item, publication, destination, now)
        else:
            _want_again(publication)


def hand_out_at(item: Item, publication: Publication, destination: Destination, now: datetime) -> None:
    """Hand a post out to a destination that never got it."""
    due_at = item.publish_at or now
    imported_at = item.created_at if item.source_path else None
    match timeliness(due_at, policy_of(destination), now=now, imported_at=imported_at):
        case Timeliness.SEND:
            is_old = is_older(due_at, destination.created_at, imported_at=imported_at)
            # An older post was not wanted here before now.
            _set(publication, PublicationState.PENDING, now if is_old else due_at)
        case Timeliness.HOLD:
            _set(publication, PublicationState.HELD, due_at, too_late(due_at, destination, now))
        case Timeliness.SKIP:
            pass


def want_everywhere(item: Item, now: datetime) -> None:
    """Record that a person wants the post at all its destinations now, however late or old it is."""
    for destination in remote_destinations(item.project_id):
        publication = publication_at(item.id, destination)
        _set(publication, PublicationState.PENDING, now)


def _want_again(publication: Publication) -> None:
    """Send a published post again, in case it was changed. The job sends nothing if it was not."""
    db.session.execute(
        update(Publication)
        .where(Publication.id == publication.id, Publication.state == PublicationState.PUBLISHED)
        .values(state=PublicationState.PENDING, updated_at=Publication.updated_at)
    )
    db.session.commit()


def _set(publication: Publication, state: PublicationState, due_at: datetime, held_because: str = "") -> None:
    db.session.execute(
        update(Publication)
        .where(Publication.id == publication.id, Publication.state.in_(RESENDABLE))
        .values(
            state=state,
            # The delay is that of the first publication.
            due_at=case((Publication.live_at.is_(None), due_at), else_=Publication.due_at),
            held_because=held_because,
            error="",
            updated_at=Publication.updated_at,
        )
    )
    db.session.commit()
