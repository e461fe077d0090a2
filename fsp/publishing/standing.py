"""How one post stands at one destination: its publication, and whether the post may be published. One statement."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.publishing.destinations import publication_at
from fsp.publishing.permission import CONSENT_COLUMNS, Consent
from fsp.stores import db, reading


@dataclass(frozen=True)
class Standing:
    """A publication as SQL has it, and the consent to its post."""

    publication: Publication
    consent: Consent


_STANDING = (
    select(Publication, *CONSENT_COLUMNS)
    .join(Item, Item.id == Publication.item_id)
    .join(Project, Project.id == Item.project_id)
    .where(Publication.item_id == bindparam("item_id"), Publication.destination_id == bindparam("destination_id"))
    .execution_options(populate_existing=True)
)


def read_standing(item_id: int, destination: Destination) -> Standing | None:
    """Return how a post stands; a publication that does not exist is created. None if there is no such post."""
    standing = _read(item_id, destination.id)
    if standing is None and db.session.get(Item, item_id) is not None:
        publication_at(item_id, destination)
        standing = _read(item_id, destination.id)
    return standing


def _read(item_id: int, destination_id: int) -> Standing | None:
    with reading():
        row = db.session.execute(_STANDING, {"item_id": item_id, "destination_id": destination_id}).one_or_none()
    return None if row is None else Standing(row[0], Consent.of(row))
