"""Collects the active alerts, and the deploys that may explain problems."""

from datetime import datetime, timedelta

from sqlalchemy import select

from fsp.cache import Cache
from fsp.conditions.facts.outcomes import AlertFacts, DeployFacts
from fsp.models.alert import Alert
from fsp.models.alert_kinds import AlertState, Severity
from fsp.models.deploy_mark import DeployMark
from fsp.performance.deploys import read_deploys
from fsp.stored import moment_of, read_or
from fsp.stores import db, end_reading

MAX_DEPLOYS = 100

DEPLOYS = Cache[list[DeployMark]](lasts=timedelta(seconds=15))


def read_alerts() -> tuple[AlertFacts, ...]:
    """Return the active alerts, newest first."""
    columns = (
        *(Alert.id, Alert.fingerprint, Alert.rule, Alert.labels, Alert.severity),
        *(Alert.title, Alert.started_at, Alert.details, Alert.acknowledged_by, Alert.acknowledged_at),
    )
    rows = db.session.execute(
        select(*columns).where(Alert.state != AlertState.RESOLVED).order_by(Alert.started_at.desc())
    ).all()
    end_reading()
    return tuple(
        AlertFacts(
            id=row.id,
            fingerprint=row.fingerprint,
            rule=row.rule,
            labels=tuple(sorted((row.labels or {}).items())),
            severity=read_or(Severity.WARNING, Severity, row.severity),
            title=row.title,
            started_at=row.started_at,
            why=str((row.details or {}).get("why", "")),
            evaluated_at=read_or(None, moment_of, (row.details or {}).get("at")),
            acknowledged_by=row.acknowledged_by,
            acknowledged_at=row.acknowledged_at,
        )
        for row in rows
    )


def recent_marks(now: datetime) -> list[DeployMark]:
    """Return the last recorded deploys, oldest first, as of at most 15 s ago."""
    return DEPLOYS.get(lambda: read_deploys(limit=MAX_DEPLOYS), now).value


def read_recent_deploys(now: datetime) -> tuple[DeployFacts, ...]:
    """Return the deploys of new code. The first start does not count."""
    return tuple(DeployFacts(mark.version, mark.at) for mark in recent_marks(now) if not mark.is_first_start)
