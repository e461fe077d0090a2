"""The destination behind a gate such as destination:12, for its page."""

from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from fsp.models.destination import Destination
from fsp.stores import db, end_reading

PREFIX = "destination:"


@dataclass(frozen=True)
class GateOwner:
    """The name of a destination with its project, and the address of its page."""

    name: str
    page: str


def owner_of(gate: str) -> GateOwner | None:
    """Return the destination with this gate; None for other gates, and while the database is down."""
    number = gate.removeprefix(PREFIX)
    if not gate.startswith(PREFIX) or not number.isdecimal() or len(number) > len(str(2**31)):
        return None
    try:
        row = db.session.get(Destination, int(number))
        owner = _owner(row) if row is not None and row.removed_at is None else None
    except SQLAlchemyError:
        db.session.rollback()
        return None
    end_reading()
    return owner


def _owner(row: Destination) -> GateOwner:
    slug = row.project.slug
    return GateOwner(f"{slug}/{row.name}", f"/projects/{slug}/destinations/{row.id}")
