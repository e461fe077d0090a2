"""Lists alerts by view, severity, type, rule, time and text, with pagination; and those about a job type."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select

from fsp.alerts.silences import holding
from fsp.jobs.job_type import JobType
from fsp.models.alert import Alert
from fsp.models.alert_kinds import AlertState
from fsp.models.alert_silence import AlertSilence
from fsp.schedules.schedule import all_schedules
from fsp.stores import db, end_reading


class View(StrEnum):
    """A view of alerts: open, acknowledged, silenced or resolved.

    ONGOING combines the first three.
    """

    ACTIVE = "active"
    ACKNOWLEDGED = "acknowledged"
    SILENCED = "silenced"
    RESOLVED = "resolved"
    ALL = "all"
    ONGOING = "ongoing"


@dataclass(frozen=True)
class AlertFilter:
    """A filter of alerts; empty fields match everything. `since` and `until` refer to their start."""

    view: View = View.ACTIVE
    severity: str = ""
    alert_type: str = ""
    rule: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None


def list_alerts(criteria: AlertFilter, *, now: datetime, before_id: int | None = None, limit: int = 50) -> list[Alert]:
    """Return alerts, newest first. `before_id` is the last id on the previous page."""
    chosen = select(Alert).where(*_conditions(criteria, now))
    if before_id is not None:
        chosen = chosen.where(Alert.id < before_id)
    db.session.expire_all()
    alerts = db.session.scalars(chosen.order_by(Alert.id.desc()).limit(limit)).all()
    end_reading()
    return list(alerts)


def active_alerts() -> list[Alert]:
    """Return the active alerts, newest first."""
    db.session.expire_all()
    ongoing = select(Alert).where(Alert.state != AlertState.RESOLVED).order_by(Alert.started_at.desc())
    alerts = db.session.scalars(ongoing).all()
    end_reading()
    return list(alerts)


def count_views(now: datetime) -> dict[View, int]:
    """Return the number of alerts in each view of active alerts."""
    views = (View.ACTIVE, View.ACKNOWLEDGED, View.SILENCED)
    counts = {
        view: db.session.scalar(select(func.count(Alert.id)).where(*_conditions(AlertFilter(view), now))) or 0
        for view in views
    }
    end_reading()
    return counts


def alerts_about(job_type: JobType, alerts: Iterable[Alert]) -> list[Alert]:
    """Return the alerts about a job type, in order.

    They name it, its queue, one of its schedules, or a platform it calls.
    """
    schedules = {schedule.name for schedule in all_schedules() if schedule.job_type == job_type.name}
    return [alert for alert in alerts if _is_about(alert, job_type, schedules)]


def _conditions(criteria: AlertFilter, now: datetime) -> list[ColumnElement[bool]]:
    named = (
        (Alert.severity, criteria.severity),
        (Alert.alert_type, criteria.alert_type),
        (Alert.rule, criteria.rule),
    )
    conditions: list[ColumnElement[bool]] = [column == value for column, value in named if value]
    if criteria.text:
        conditions.append(Alert.title.contains(criteria.text, autoescape=True))
    if criteria.since:
        conditions.append(Alert.started_at >= criteria.since)
    if criteria.until:
        conditions.append(Alert.started_at <= criteria.until)
    return conditions + _of_view(criteria.view, now)


def _of_view(view: View, now: datetime) -> list[ColumnElement[bool]]:
    if view is View.ALL:
        return []
    is_over = Alert.state == AlertState.RESOLVED
    if view is View.RESOLVED:
        return [is_over]
    if view is View.ONGOING:
        return [~is_over]
    targets = select(AlertSilence.target).where(*holding(now))
    is_silenced = or_(Alert.fingerprint.in_(targets), Alert.rule.in_(targets), Alert.alert_type.in_(targets))
    if view is View.SILENCED:
        return [~is_over, is_silenced]
    is_known = Alert.acknowledged_by != ""
    return [~is_over, ~is_silenced, is_known if view is View.ACKNOWLEDGED else ~is_known]


def _is_about(alert: Alert, job_type: JobType, schedules: set[str]) -> bool:
    labels, affected = alert.labels or {}, (alert.details or {}).get("affects")
    if "job_type" in labels:
        return labels["job_type"] == job_type.name
    is_named = labels.get("queue") == job_type.priority.value or str(labels.get("schedule", "")) in schedules
    # Stored values may come from other programs.
    return is_named or (isinstance(affected, list) and job_type.name in affected)
