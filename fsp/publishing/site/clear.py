"""Ends a build: deletes its changes, and stores the errors of its pages with their publications."""

from sqlalchemy import ColumnElement, delete, select, update

from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.models.site_change import SiteChange
from fsp.publishing.site.read import PLATFORM, Changes
from fsp.stores import db

BATCH = 500


def clear_changes(changes: Changes) -> None:
    """Delete the changes that the files now show. Later changes stay."""
    for start in range(0, len(changes.ids), BATCH):
        db.session.execute(
            delete(SiteChange)
            .where(SiteChange.id.in_(changes.ids[start : start + BATCH]))
            .execution_options(synchronize_session=False)
        )
        db.session.commit()


def report_faults(project_id: int, faults: dict[int, str], *, is_whole: bool, site_problem: str = "") -> None:
    """Store with each post the error of its page, and with the project the fault of its own templates; or that there
    is none any more.
    """
    if site_problem or is_whole:
        db.session.execute(
            update(Project)
            .where(Project.id == project_id, Project.site_problem != site_problem)
            .values(site_problem=site_problem)
            .execution_options(synchronize_session=False)
        )
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
        # An error on a page does not change what is published.
        .values(error=error, updated_at=Publication.updated_at)
        .execution_options(synchronize_session=False)
    )
