"""Every five minutes: look at everything, decide about alerts, and tell people."""

import random
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from fsp.alerts.channels.catalogue import configured_channels
from fsp.alerts.deliver import Outside, deliver_due
from fsp.alerts.evaluate import evaluate
from fsp.alerts.heartbeat import send_heartbeat
from fsp.alerts.last_resort import tell_database_is_away, tell_database_is_back
from fsp.alerts.look import take_reading
from fsp.clock import utc_now
from fsp.extensions import current_redis, current_settings
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import step


@job_type("health-check-and-alerting", priority=Priority.HIGH, concurrency=1, retries=0, timeout_seconds=120)
def check_health() -> dict[str, Any]:
    """Look at everything, decide about alerts, and tell people."""
    settings = current_settings()
    channels = configured_channels(settings)
    outside = Outside(utc_now, random.random, settings.public_url)
    try:
        with step("look"):
            reading = take_reading(current_redis(), utc_now())
        with step("decide"):
            evaluation = evaluate(reading, channels=[channel.name for channel in channels])
        with step("tell"):
            report = deliver_due(channels, outside)
    except SQLAlchemyError:
        # States and notices are kept in the database that is away: this one is told without it.
        tell_database_is_away(channels, outside, settings.data_dir)
        raise
    tell_database_is_back(channels, outside, settings.data_dir)
    send_heartbeat(settings)
    return {
        "evaluated": evaluation.was_first,
        "firing": sum(decision.after.is_active for decision in evaluation.decisions),
        "accepted": report.accepted,
        "try_again": report.try_again,
        "failed": report.failed,
    }
