"""Pauses a schedule: its ticks are skipped, each with the reason, until the pause ends or is ended."""

from datetime import datetime

from sqlalchemy import or_, select, update

from fsp.errors import Conflict
from fsp.gates.pauses import Pause
from fsp.models.schedule_pause import SchedulePause
from fsp.schedules.schedule import get_schedule
from fsp.stores import db, end_reading


def pause_schedule(name: str, pause: Pause) -> None:
    """Pause a schedule; raise NotFound if it does not exist, Conflict if it is already paused."""
    schedule = get_schedule(name).name
    current = read_schedule_pauses(pause.since).get(schedule)
    if current is not None:
        raise Conflict(f"{schedule} is paused already, by {current.by}.")
    db.session.merge(
        SchedulePause(
            schedule=schedule, by=pause.by, reason=pause.reason.strip()[:500], since=pause.since, until=pause.until
        )
    )
    db.session.commit()


def resume_schedule(name: str, now: datetime) -> None:
    """Resume a schedule; raise NotFound if it does not exist, Conflict if it is not paused."""
    schedule = get_schedule(name).name
    table = SchedulePause
    ended = db.session.execute(
        update(table)
        .where(table.schedule == schedule, or_(table.until.is_(None), table.until > now))
        .values(until=now)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    if not ended.rowcount:  # type: ignore[attr-defined]
        raise Conflict(f"{schedule} is not paused.")


def read_schedule_pauses(now: datetime) -> dict[str, Pause]:
    """Return the active pauses, by schedule."""
    return {name: pause for name, pause in read_last_pauses().items() if pause.until is None or pause.until > now}


def read_last_pauses() -> dict[str, Pause]:
    """Return the last pause of each schedule, active or not."""
    rows = db.session.scalars(select(SchedulePause)).all()
    end_reading()
    return {row.schedule: pause for row in rows if (pause := pause_of_row(row))}


def pause_of_row(row: SchedulePause) -> Pause | None:
    """Return a stored pause; None for one that ended when it began."""
    return Pause(row.by, row.reason, row.since, row.until) if row.until != row.since else None
