"""Every night: deletes data past its retention, and dead letters above the limit."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from fsp.content.working_copies import forget_old
from fsp.core import current_settings
from fsp.dead_letters.expire import expire
from fsp.history import clean_up as history
from fsp.importing.run_upload import clean_up_uploads
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.publishing.purge import purge
from fsp.queueing.label_sweep import sweep_labels
from fsp.redis_ops.shared_clock import shared_now
from fsp.stores import current_redis
from fsp.writing.clean_up import clean_up_requests


@job_type(
    "clean-up",
    priority=Priority.LOW,
    concurrency=1,
    retries=1,
    timeout_seconds=1800,
    is_upkeep=True,
    is_time_based=True,
    stays_inside=True,
)
def clean_up() -> dict[str, Any]:
    """Delete data past its retention, and the oldest dead letters above the limit."""
    settings, now = current_settings(), shared_now(current_redis())
    expired = expire(
        current_redis(),
        retention=timedelta(days=settings.retention_days),
        most=settings.dead_letter_limit,
        now=now,
    )
    swept = sweep_labels(current_redis())
    deleted = purge(now, settings=settings)
    copies = forget_old(now)
    uploads = clean_up_uploads(settings=settings, now=now)
    texts = clean_up_requests(retention=timedelta(days=settings.retention_days), now=now)
    report = asdict(history.clean_up(settings=settings, now=now))
    counts = {"dead_letters": expired, "labels": swept, "uploads": uploads, "deleted": deleted, "copies": copies}
    return {**counts, "texts": texts, **report}
