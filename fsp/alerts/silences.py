"""Silences: which problems send no notifications for a while, and who decided that."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from fsp.alerts.candidate import Candidate
from fsp.clock import iso
from fsp.errors import InvalidInput, NotFound
from fsp.models.alert import Alert
from fsp.models.alert_silence import AlertSilence
from fsp.stores import db, end_reading

MAX_SILENCE = timedelta(days=30)


def silence(target: str, *, until: datetime, reason: str, by: str, now: datetime) -> AlertSilence:
    """Silence a fingerprint, a rule or an alert type until a time; raise InvalidInput without one."""
    if not reason.strip():
        raise InvalidInput("A reason is required.")
    if not now < until <= now + MAX_SILENCE:
        raise InvalidInput(f"A silence must end within {MAX_SILENCE.days} days, got {iso(until)}.")
    created = AlertSilence(target=target.strip(), reason=reason.strip(), by=by, since=now, until=until)
    if not created.target:
        raise InvalidInput("A silence needs a fingerprint, a rule or an alert type.")
    db.session.add(created)
    db.session.commit()
    return created


def end_silence(silence_id: int, *, now: datetime) -> None:
    """End a silence now; raise NotFound if it has ended or does not exist."""
    ended = db.session.execute(
        update(AlertSilence)
        .where(AlertSilence.id == silence_id, AlertSilence.until > now)
        .values(until=now)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    if not ended.rowcount:  # type: ignore[attr-defined]
        raise NotFound(f"There is no active silence {silence_id}.")


def active_silences(now: datetime) -> list[AlertSilence]:
    """Return the active silences. Does not end the transaction."""
    return list(db.session.scalars(select(AlertSilence).where(*holding(now)).order_by(AlertSilence.id)).all())


def list_silences(now: datetime, *, with_ended: bool = False, limit: int = 100) -> list[AlertSilence]:
    """Return the active silences, or all stored ones, newest first."""
    chosen = select(AlertSilence).order_by(AlertSilence.id.desc()).limit(limit)
    silences = db.session.scalars(chosen if with_ended else chosen.where(*holding(now))).all()
    end_reading()
    return list(silences)


def silences_of(alert: Alert, now: datetime) -> list[AlertSilence]:
    """Return the active silences of this alert."""
    targets = {alert.fingerprint, alert.rule, alert.alert_type}
    silences = [silence for silence in active_silences(now) if silence.target in targets]
    end_reading()
    return silences


def silenced(candidates: Iterable[Candidate], silences: Iterable[AlertSilence]) -> dict[str, str]:
    """Return who silenced a candidate, until when and why, by fingerprint."""
    by_target = {silence.target: silence for silence in silences}
    reasons = {}
    for candidate in candidates:
        for target in (candidate.fingerprint, candidate.rule, candidate.alert_type):
            if target in by_target:
                silence = by_target[target]
                reasons[candidate.fingerprint] = f"{silence.by} until {iso(silence.until)}: {silence.reason}"
                break
    return reasons


def holding(now: datetime) -> tuple[Any, Any]:
    """Return the SQL conditions for silences that are active at a time."""
    return AlertSilence.since <= now, AlertSilence.until > now
