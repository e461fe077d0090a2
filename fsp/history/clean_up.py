"""Deletes data past its retention, in batches, so that no transaction blocks others for long."""

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from fsp import paths
from fsp.errors import InvalidInput
from fsp.history.entry import number_at
from fsp.metrics.buckets import SPAN_SECONDS
from fsp.models.account import LoginLink, WebSession
from fsp.models.alert import Alert
from fsp.models.alert_delivery import AlertDelivery
from fsp.models.alert_notice import AlertNotice
from fsp.models.alert_silence import AlertSilence
from fsp.models.artifact import Artifact
from fsp.models.audit_entry import AuditEntry
from fsp.models.batch import Batch
from fsp.models.bulk_operation import BulkOperation, BulkState
from fsp.models.job_history import JobHistory, JobLabel
from fsp.models.job_metrics import JobMetrics
from fsp.models.job_request import JobRequest, RequestState
from fsp.models.service_metrics import ServiceMetrics
from fsp.settings import Settings
from fsp.stores import db

log = logging.getLogger(__name__)

BATCH = 500
ONE_DAY = timedelta(days=1)
HOURS_KEPT = timedelta(days=400)
"""Hourly metrics. Five-minute metrics follow the retention setting."""

AUDIT_KEPT = timedelta(days=400)


@dataclass(frozen=True)
class CleanUpReport:
    """How many of each kind were deleted."""

    requests: int
    batches: int
    jobs: int
    bulk_operations: int
    metrics: int
    artifacts: int
    sessions: int
    login_links: int
    alerts: int
    notices: int
    deliveries: int
    silences: int
    audit_entries: int


def clean_up(*, settings: Settings, now: datetime) -> CleanUpReport:
    """Delete completed records older than the retention, and expired sessions, links and tokens."""
    oldest = now - timedelta(days=settings.retention_days)
    return CleanUpReport(
        requests=_delete(JobRequest.job_id, JobRequest.state != RequestState.QUEUED, JobRequest.requested_at < oldest),
        batches=_delete(Batch.id, Batch.requested_at < oldest, ~_has_requests()),
        bulk_operations=_delete(BulkOperation.id, BulkOperation.prepared_at < oldest)
        + _delete(
            BulkOperation.id, BulkOperation.state == BulkState.PREPARED, BulkOperation.prepared_at < now - ONE_DAY
        ),
        jobs=_delete_history(number_at(oldest)),
        metrics=_delete_metrics(JobMetrics, oldest, now) + _delete_metrics(ServiceMetrics, oldest, now),
        artifacts=_delete_artifacts(oldest, settings),
        sessions=_delete(WebSession.token_sha256, WebSession.expires_at < now),
        login_links=_delete(LoginLink.token_sha256, LoginLink.expires_at < now),
        # Their age counts from their end, so ongoing alerts and unsent notifications stay, however old.
        alerts=_delete(Alert.id, Alert.resolved_at < oldest),
        notices=_delete(AlertNotice.id, AlertNotice.settled_at < oldest),
        deliveries=_delete(AlertDelivery.id, AlertDelivery.at < oldest),
        silences=_delete(AlertSilence.id, AlertSilence.until < oldest),
        # The database itself refuses to delete younger entries.
        audit_entries=_delete(AuditEntry.id, AuditEntry.at < now - AUDIT_KEPT),
    )


def _has_requests() -> Any:
    return select(JobRequest.job_id).where(JobRequest.batch_id == Batch.id).exists()


def _delete_metrics(metrics: type[JobMetrics] | type[ServiceMetrics], oldest: datetime, now: datetime) -> int:
    is_fine = metrics.resolution_seconds == SPAN_SECONDS
    return _delete(metrics.id, metrics.span_start < now - HOURS_KEPT) + _delete(
        metrics.id, is_fine, metrics.span_start < oldest
    )


def _delete(key: Any, *conditions: Any) -> int:
    deleted = 0
    while True:
        keys = db.session.scalars(select(key).where(*conditions).limit(BATCH)).all()
        if keys:
            db.session.execute(delete(key.class_).where(key.in_(keys)).execution_options(synchronize_session=False))
        db.session.commit()
        deleted += len(keys)
        if len(keys) < BATCH:
            return deleted


def _delete_history(oldest: int) -> int:
    # Labels first: a job without labels is still listed, but a label without its job would lead nowhere.
    while True:
        part = select(JobLabel.history_id).where(JobLabel.history_id < oldest).limit(BATCH)
        keys = db.session.scalars(part).all()
        if keys:
            db.session.execute(
                delete(JobLabel).where(JobLabel.history_id.in_(keys)).execution_options(synchronize_session=False)
            )
        db.session.commit()
        if len(keys) < BATCH:
            return _delete(JobHistory.id, JobHistory.id < oldest)


def _delete_artifacts(oldest: datetime, settings: Settings) -> int:
    # The file first: a row without a file is reported on access, but a file without a row would stay forever. If the
    # file cannot be deleted, both stay until the next clean-up.
    old = db.session.execute(select(Artifact.id, Artifact.path).where(Artifact.created_at < oldest)).all()
    db.session.commit()
    gone = [artifact_id for artifact_id, path in old if _is_file_gone(path, settings)]
    return sum(_delete(Artifact.id, Artifact.id.in_(gone[at : at + BATCH])) for at in range(0, len(gone), BATCH))


def _is_file_gone(path: str, settings: Settings) -> bool:
    """Delete a file; return False if it still exists and belongs to FSP."""
    try:
        file = paths.inside(paths.artifacts_folder(settings), path)
    except InvalidInput:
        log.warning("file not deleted: its path leads out of its folder", extra={"path": path})
        return True
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        # A file that cannot be deleted does not stop the rest of the clean-up.
        log.warning("file not deleted", extra={"path": path, "error": str(error.strerror)})
        return False
    with suppress(OSError):
        # Only an empty folder can be removed.
        file.parent.rmdir()
    return True
