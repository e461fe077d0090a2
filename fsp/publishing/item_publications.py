"""The publications of a post: one for each destination of its project, also those that were never handed out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from fsp.destinations.described import abilities_of, platform_title
from fsp.destinations.lookup import find_destination, list_destinations
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Drift, Publication, PublicationState
from fsp.publishing.destinations import publication_at
from fsp.stores import db

NOT_SENT = "not sent"
"""The state of a post where it was never handed out."""


@dataclass(frozen=True)
class ItemPublication:
    """A post at a destination. `publication` is None where nothing was ever recorded."""

    item_id: int
    destination: Destination
    publication: Publication | None

    @property
    def title(self) -> str:
        """Return the name of the platform."""
        return platform_title(self.destination.platform)

    @property
    def state(self) -> str:
        """Return the state in a word. A pending row without a time was never handed out."""
        row = self.publication
        if row is None or (row.state == PublicationState.PENDING and row.due_at is None):
            return NOT_SENT
        return row.state

    @property
    def lateness_seconds(self) -> float | None:
        """Return how long after its time it went live; None if it is not live."""
        row = self.publication
        if row is None or row.due_at is None or row.live_at is None:
            return None
        return max(0.0, (row.live_at - row.due_at).total_seconds())

    @property
    def decisions(self) -> tuple[str, ...]:
        """Return what a person may decide now."""
        row = self.publication
        if row is None:
            return ()
        if row.state == PublicationState.HELD:
            return ("send-now", "skip")
        if row.state == PublicationState.EDITED:
            return ("overwrite", "keep-theirs")
        if row.state == PublicationState.FAILED:
            return ("send-now",)
        if row.state == PublicationState.UNKNOWN:
            return ("confirm", "send-again")
        return ("send-again",) if row.state == PublicationState.PUBLISHED and row.drift == Drift.GONE else ()

    @property
    def cannot(self) -> list[str]:
        """Return what FSP cannot do with the post there any more, once it is published."""
        abilities, row = abilities_of(self.destination), self.publication
        if abilities is None or row is None or row.external_id is None:
            return []
        verbs = [("change", abilities.updates), ("remove", abilities.removes)]
        return [verb for verb, is_able in verbs if not is_able]


def publications_of(item: Item) -> list[ItemPublication]:
    """Return the publications of a post in the order of its project's destinations."""
    project = db.session.get_one(Project, item.project_id)
    rows = _rows([item.id])
    destinations = list_destinations(project)
    return [ItemPublication(item.id, row, rows.get((item.id, row.id))) for row in destinations]


def publications_at(
    item_ids: Collection[int], destinations: Collection[Destination]
) -> dict[tuple[int, int], ItemPublication]:
    """Return the publication of each post at each destination."""
    rows = _rows(item_ids)
    return {
        (item_id, place.id): ItemPublication(item_id, place, rows.get((item_id, place.id)))
        for item_id in item_ids
        for place in destinations
    }


def find_row(item: Item, destination_id: int) -> ItemPublication:
    """Return a post at a destination of its project, without creating anything; raise NotFound."""
    project = db.session.get_one(Project, item.project_id)
    destination = find_destination(project, destination_id)
    return ItemPublication(item.id, destination, _rows([item.id]).get((item.id, destination.id)))


def find_publication(item: Item, destination_id: int) -> Publication:
    """Return the publication of a post at a destination of its project, created if there is none; raise NotFound."""
    project = db.session.get_one(Project, item.project_id)
    return publication_at(item.id, find_destination(project, destination_id))


def cannot_sentences(publications: Collection[ItemPublication], verb: str) -> list[str]:
    """Return where a published post cannot be changed or removed, as sentences."""
    names = [row.destination.name for row in publications if verb in row.cannot]
    if not names:
        return []
    places = ", ".join(names)
    what = "keeps the earlier text" if verb == "change" else "keeps the post; delete it there"
    return [f"{places} {what}." if len(names) == 1 else f"{places} each {what.replace('keeps', 'keep', 1)}."]


def lateness_of(row: ItemPublication, now: datetime) -> float | None:
    """Return how late a post is that should be live by now; None if it is live, not due or not wanted."""
    publication = row.publication
    if publication is None or publication.due_at is None or publication.live_at is not None:
        return None
    seconds = (now - publication.due_at).total_seconds()
    return seconds if seconds > 0 and publication.state in {"pending", "publishing", "held", "unknown"} else None


def _rows(item_ids: Collection[int]) -> dict[tuple[int, int], Publication]:
    rows = db.session.scalars(
        select(Publication)
        .where(Publication.item_id.in_(item_ids), Publication.destination_id.is_not(None))
        .execution_options(populate_existing=True)
    )
    return {(row.item_id, row.destination_id or 0): row for row in rows}
