"""Records when each schedule was first seen, by any process. Reading records nothing."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from fsp.models.schedule_sighting import ScheduleSighting
from fsp.stores import db, end_reading


def first_seen(names: Iterable[str]) -> dict[str, datetime]:
    """Return when each of these schedules was first seen. Those without a record are left out."""
    row = ScheduleSighting
    rows = db.session.execute(select(row.schedule, row.first_seen_at).where(row.schedule.in_(list(names)))).all()
    end_reading()
    return {name: at for name, at in rows}  # noqa: C416  (a row is no tuple to the type checker)


def sight(names: Iterable[str], now: datetime) -> dict[str, datetime]:
    """Return when each of these schedules was first seen, and record new ones.

    It also works while the database refuses writes. The record is then written later.
    """
    schedule_names = list(names)
    seen = first_seen(schedule_names)
    for name in schedule_names:
        if name not in seen:
            _note(name, now)
    return {name: seen.get(name, now) for name in schedule_names}


def _note(name: str, now: datetime) -> None:
    db.session.add(ScheduleSighting(schedule=name, first_seen_at=now))
    try:
        db.session.commit()
    except SQLAlchemyError:
        # Another process was first, or the database refuses writes.
        db.session.rollback()
