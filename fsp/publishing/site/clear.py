"""Ending a build: its changes are taken off the list, and the faults of its pages are told with their publications."""

from sqlalchemy import ColumnElement, delete, select, update

from fsp.models.item import Item
from fsp.models.publication import Publication, PublicationState
from fsp.models.site_change import SiteChange
from fsp.publishing.site.read import PLATFORM, Changes
from fsp.stores import db

BATCH = 500


def clear_changes(changes: Changes) -> None:
    """Delete the changes that the files show now; those that came meanwhile stay."""
    for start in range(0, len(changes.ids), BATCH):
        db.session.execute(
            delete(SiteChange)
            .where(SiteChange.id.in_(changes.ids[start : start + BATCH]))
            .execution_options(synchronize_session=False)
        )
        db.session.commit()


def report_faults(project_id: int, faults: dict[int, str], *, is_whole: bool) -> None:
    """Show with each item what is wrong with its page, or that nothing is any more."""
    if is_whole:
        _set_error(
            "",
            Publication.error != "",
            Publication.state == PublicationState.PUBLISHED,
            Publication.item_id.in_(select(Item.id).where(Item.project_id == project_id)),
        )
    for item_id, fault in faults.items():
        _set_error(fault, Publication.item_id == item_id)
    db.session.commit()


def _set_error(error: str, *conditions: ColumnElement[bool]) -> None:
    db.session.execute(
        update(Publication)
        .where(Publication.platform == PLATFORM, *conditions)
        # What is wrong with a page is no change of what is published.
        .values(error=error, updated_at=Publication.updated_at)
        .execution_options(synchronize_session=False)
    )
