"""One complete evaluation: collect, decide, notify, and send the outgoing heartbeat."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import redis
from sqlalchemy.exc import SQLAlchemyError

from fsp.alerts.attempt import DeliveryContext
from fsp.alerts.channels.catalogue import configured_channels
from fsp.alerts.collect import collect_for_alerts
from fsp.alerts.database_fallback import notify_database_down, notify_database_up
from fsp.alerts.deliver import deliver_due
from fsp.alerts.evaluate import evaluate
from fsp.alerts.heartbeat import send_heartbeat
from fsp.clock import utc_now
from fsp.jobs.run_context import step
from fsp.redis_ops.shared_clock import corrected
from fsp.schedules.schedule import all_schedules
from fsp.schedules.sightings import sight
from fsp.settings import Settings


@dataclass(frozen=True)
class EvaluationRun:
    """Whether this run had its tick, how many alerts fire, and the result of delivery."""

    evaluated: bool
    firing: int
    accepted: int
    try_again: int
    failed: int


def run_evaluation(
    connection: redis.Redis,
    settings: Settings,
    *,
    now: Callable[[], datetime] = utc_now,
    pause: Callable[[float], None] = time.sleep,
) -> EvaluationRun:
    """Evaluate once; safe to repeat. If the database is down, notify people and raise SQLAlchemyError."""
    now = corrected(connection, now)
    channels = configured_channels(settings)
    context = DeliveryContext(now, random.random, settings.public_url)
    try:
        with step("collect"):
            reading = collect_for_alerts(connection, now(), pause=pause)
        with step("decide"):
            sight((schedule.name for schedule in all_schedules()), now())
            evaluation = evaluate(reading, channels=[channel.name for channel in channels])
        with step("notify"):
            report = deliver_due(channels, context)
    except SQLAlchemyError:
        # States and notifications are in the database that is down, so people are notified without it.
        notify_database_down(channels, context, settings.data_dir)
        raise
    notify_database_up(channels, context, settings.data_dir)
    send_heartbeat(settings)
    firing = sum(decision.after.is_active for decision in evaluation.decisions)
    return EvaluationRun(evaluation.was_first, firing, report.accepted, report.try_again, report.failed)
