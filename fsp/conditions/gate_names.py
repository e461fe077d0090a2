"""Names the destinations behind keyed gates, for people: `Company blog (destination:12)`."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from fsp.jobs.gate import name_of, shown_gate
from fsp.models.destination import Destination
from fsp.queueing.blocker import Blocker
from fsp.stores import db

GATE = "destination"


def name_gates(blockers: list[Blocker], gates: Sequence[str]) -> list[Blocker]:
    """Return the blockers with the name of each destination before its gate."""
    names = _names([shown_gate(gate) for gate in gates if name_of(gate) == GATE])
    for shown, name in names.items():
        blockers = [replace(each, words=each.words.replace(shown, f"{name} ({shown})")) for each in blockers]
    return blockers


def _names(gates: list[str]) -> dict[str, str]:
    numbers = [int(number) for gate in gates if (number := gate.partition(":")[2]).isdecimal()]
    if not numbers:
        return {}
    try:
        rows = db.session.execute(select(Destination.id, Destination.name).where(Destination.id.in_(numbers))).all()
        db.session.commit()
    except SQLAlchemyError:
        # The number is enough while the database is down.
        db.session.rollback()
        return {}
    return {f"{GATE}:{number}": name for number, name in rows}
