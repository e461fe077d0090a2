"""Hands a due post out to the destinations of its project: rows in SQL say where it is wanted, and since when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, insert, null, select, update
from sqlalchemy.exc import IntegrityError

from fsp.models.destination import SITE, Destination
from fsp.models.item import Item, ItemState
from fsp.models.publication import Publication, PublicationState
from fsp.publishing.destinations import destinations_of, publication_at
from fsp.publishing.hold import policy_of, too_late
from fsp.publishing.lateness import Timeliness, is_older, timeliness
from fsp.publishing.removal import want_back, wanted_since
from fsp.stores import db, reading

RESENDABLE = (
    PublicationState.PENDING,
    PublicationState.PUBLISHED,
    PublicationState.FAILED,
    PublicationState.HELD,
    PublicationState.REMOVING,
    PublicationState.UNPUBLISHED,
)
"""States in which a person may want a post sent. One that is being sent or unknown is left alone."""


@dataclass(frozen=True)
class Wanted:
    """What becomes of a post at a destination; without `due_at` it is not wanted there."""

    state: PublicationState = PublicationState.PENDING
    due_at: datetime | None = None
    held_because: str = ""


Row = tuple[Item, Destination, Publication | None]
"""A post, a destination, and its publication there, if it has one."""


def hand_out(item: Item, now: datetime) -> None:
    """Hand a due post out, as each destination wants late and older posts. Doing it again changes nothing."""
    destinations = destinations_of(item.project_id)
    try:
        _hand_out(item, destinations, now)
    except IntegrityError:
        # Another attempt stored a row first.
        db.session.rollback()
        _hand_out(item, destinations, now)


def hand_out_rows(rows: Iterable[Row], now: datetime) -> None:
    """Hand posts out to destinations that never got them."""
    try:
        _store([(row, wanted(*row[:2], now)) for row in rows], now)
        db.session.commit()
    except IntegrityError:
        # A job stored one of the rows first. The next sweep hands out the others.
        db.session.rollback()


def want_everywhere(item: Item, now: datetime) -> None:
    """Record that a person wants the post at all its destinations now, however late or old it is."""
    for destination in destinations_of(item.project_id):
        publication_at(item.id, destination)
    _set(Publication.item_id == item.id, Publication.platform != SITE, target=Wanted(due_at=now), now=now)
    db.session.commit()


def wanted(item: Item, destination: Destination, now: datetime) -> Wanted:
    """Return what a destination wants of a post that it never got. The site has no time: builds publish there."""
    if destination.platform == SITE:
        return Wanted()
    due_at = item.publish_at or now
    imported_at = item.created_at if item.source_path else None
    match timeliness(due_at, policy_of(destination), now=now, imported_at=imported_at):
        case Timeliness.SEND:
            is_old = is_older(due_at, destination.created_at, imported_at=imported_at)
            # An older post was not wanted here before now.
            return Wanted(due_at=now if is_old else due_at)
        case Timeliness.HOLD:
            return Wanted(PublicationState.HELD, due_at, too_late(due_at, destination, now))
        case Timeliness.SKIP:
            return Wanted()


def _hand_out(item: Item, destinations: list[Destination], now: datetime) -> None:
    publications = _publications_of(item, destinations)
    rows = [(item, destination, publications.get(destination.id)) for destination in destinations]
    _store([(row, wanted(*row[:2], now)) for row in rows if row[2] is None or row[2].due_at is None], now)
    if any(publication.due_at for publication in publications.values()):
        _want_again(item, now)
    db.session.commit()


def _publications_of(item: Item, destinations: list[Destination]) -> dict[int | None, Publication]:
    """Return the publications of a post by destination."""
    publications = _read_publications(item.id)
    if None in publications:
        # Written by a process of an older version.
        for destination in destinations:
            publication_at(item.id, destination)
        publications = _read_publications(item.id)
    return publications


def _read_publications(item_id: int) -> dict[int | None, Publication]:
    query = select(Publication).where(Publication.item_id == item_id).execution_options(populate_existing=True)
    with reading():
        return {row.destination_id: row for row in db.session.scalars(query)}


def _store(rows: Iterable[tuple[Row, Wanted]], now: datetime) -> None:
    """Store what is wanted, equal rows by one statement."""
    ids, new = defaultdict(list), []
    for (item, destination, publication), target in rows:
        if publication is not None:
            ids[target].append(publication.id)
        else:
            new.append(_new_row(item.id, destination, target))
    for target, publication_ids in ids.items():
        if target.due_at is not None:
            _set(Publication.id.in_(publication_ids), target=target, now=now)
    if new:
        db.session.execute(insert(Publication), new)


def _new_row(item_id: int, destination: Destination, target: Wanted) -> dict[str, object]:
    return {
        "item_id": item_id,
        "destination_id": destination.id,
        "platform": destination.platform,
        "state": target.state,
        "due_at": target.due_at,
        "held_because": target.held_because,
    }


def _want_again(item: Item, now: datetime) -> None:
    """Send a published post again, in case it was changed. The job sends nothing if it was not."""
    is_of_item = Publication.item_id == item.id
    if item.state == ItemState.SCHEDULED:
        # It was unpublished, and scheduled again.
        want_back(is_of_item, now=item.publish_at or now)
    db.session.execute(
        update(Publication)
        .where(
            is_of_item,
            Publication.platform != SITE,
            Publication.due_at.is_not(None),
            Publication.state == PublicationState.PUBLISHED,
        )
        .values(state=PublicationState.PENDING, wanted_at=now, updated_at=Publication.updated_at)
        .execution_options(synchronize_session=False)
    )


def _set(*conditions: ColumnElement[bool], target: Wanted, now: datetime) -> None:
    is_absent = Publication.external_id.is_(None)
    db.session.execute(
        update(Publication)
        .where(*conditions, Publication.state.in_(RESENDABLE))
        .values(
            state=target.state,
            # The delay is that of the first publication.
            due_at=case((is_absent, target.due_at), else_=Publication.due_at),
            live_at=case((is_absent, null()), else_=Publication.live_at),
            wanted_at=wanted_since(now),
            held_because=target.held_because,
            error="",
            updated_at=Publication.updated_at,
        )
        .execution_options(synchronize_session=False)
    )
