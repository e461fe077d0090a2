"""Finds the destinations of a project."""

from sqlalchemy import select

from fsp.errors import NotFound
from fsp.models.destination import SITE, Destination
from fsp.models.project import Project
from fsp.stores import db


def list_destinations(project: Project) -> list[Destination]:
    """Return the destinations of a project in the order in which they were added, without removed ones."""
    query = select(Destination).where(Destination.project_id == project.id, Destination.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(Destination.id)))


def all_remote_destinations() -> list[Destination]:
    """Return the destinations of all projects that publish outside, without removed ones."""
    query = select(Destination).where(Destination.removed_at.is_(None), Destination.platform != SITE)
    destinations = list(db.session.scalars(query.order_by(Destination.id)))
    db.session.commit()
    return destinations


def find_destination(project: Project, destination_id: int) -> Destination:
    """Return a destination of a project by its number; raise NotFound."""
    destination = db.session.get(Destination, destination_id)
    if destination is None or destination.project_id != project.id or destination.removed_at is not None:
        raise NotFound(f'Project "{project.slug}" has no destination {destination_id}.')
    return destination


def named_destination(project: Project, name: str) -> Destination:
    """Return a destination of a project by its name or number; raise NotFound that lists the names."""
    destinations = list_destinations(project)
    key = name.strip().casefold()
    for destination in destinations:
        if key in {destination.name.casefold(), str(destination.id)}:
            return destination
    names = ", ".join(f'"{destination.name}"' for destination in destinations) or "none"
    raise NotFound(f'Project "{project.slug}" has no destination "{name:.100}". It has: {names}.')
