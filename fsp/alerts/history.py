"""Reading alerts: those that go on, those that ended, those about a job type, and how their messages fared."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from fsp.extensions import db, end_reading
from fsp.jobs.job_type import JobType
from fsp.models.alert import Alert
from fsp.models.alert_channel import AlertChannel
from fsp.models.alert_delivery import AlertDelivery
from fsp.models.alert_kinds import AlertState
from fsp.schedules.schedule import all_schedules


def active_alerts() -> list[Alert]:
    """Return the alerts that go on, newest first."""
    return _read(select(Alert).where(Alert.state != AlertState.RESOLVED).order_by(Alert.started_at.desc()))


def alert_history(
    *, fingerprint: str | None = None, alert_type: str | None = None, limit: int = 100, before_id: int | None = None
) -> list[Alert]:
    """Return alerts, newest first, whether they go on or not; `before_id` continues an earlier answer."""
    wanted = select(Alert).order_by(Alert.id.desc()).limit(limit)
    if fingerprint:
        wanted = wanted.where(Alert.fingerprint == fingerprint)
    if alert_type:
        wanted = wanted.where(Alert.alert_type == alert_type)
    if before_id:
        wanted = wanted.where(Alert.id < before_id)
    return _read(wanted)


def deliveries(
    *, channel: str | None = None, outcome: str | None = None, limit: int = 100, before_id: int | None = None
) -> list[AlertDelivery]:
    """Return attempts to send, newest first; `before_id` continues an earlier answer."""
    wanted = select(AlertDelivery).order_by(AlertDelivery.id.desc()).limit(limit)
    if channel:
        wanted = wanted.where(AlertDelivery.channel == channel)
    if outcome:
        wanted = wanted.where(AlertDelivery.outcome == outcome)
    if before_id:
        wanted = wanted.where(AlertDelivery.id < before_id)
    return _read(wanted)


def channel_health() -> list[AlertChannel]:
    """Return every channel that was ever tried, by name."""
    return _read(select(AlertChannel).order_by(AlertChannel.name))


def _read(wanted: Any) -> list[Any]:
    db.session.expire_all()
    rows: Sequence[Any] = db.session.scalars(wanted).all()
    end_reading()
    return list(rows)


def alerts_about(job_type: JobType, alerts: Iterable[Alert]) -> list[Alert]:
    """Return the alerts about a job type, in their order.

    Those name it, its queue, a schedule of it, or a platform it calls.
    """
    schedules = {schedule.name for schedule in all_schedules() if schedule.job_type == job_type.name}
    return [alert for alert in alerts if _is_about(alert, job_type, schedules)]


def _is_about(alert: Alert, job_type: JobType, schedules: set[str]) -> bool:
    labels, affected = alert.labels or {}, (alert.details or {}).get("affects")
    if "job_type" in labels:
        return labels["job_type"] == job_type.name
    is_named = labels.get("queue") == job_type.priority.value or str(labels.get("schedule", "")) in schedules
    # What stands in the database may have been written by others.
    return is_named or (isinstance(affected, list) and job_type.name in affected)
