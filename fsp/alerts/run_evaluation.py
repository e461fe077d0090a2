"""One round: look at everything, decide about alerts, tell people, and let the outgoing heartbeat be heard."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import redis
from sqlalchemy.exc import SQLAlchemyError

from fsp.alerts.channels.catalogue import configured_channels
from fsp.alerts.database_fallback import tell_database_is_away, tell_database_is_back
from fsp.alerts.deliver import Outside, deliver_due
from fsp.alerts.evaluate import evaluate
from fsp.alerts.heartbeat import send_heartbeat
from fsp.alerts.look import take_reading
from fsp.clock import utc_now
from fsp.jobs.run_context import step
from fsp.jobs.schedule import all_schedules
from fsp.queueing.schedule_sightings import sight
from fsp.redis_ops.shared_clock import corrected
from fsp.settings import Settings


@dataclass(frozen=True)
class Round:
    """Whether this round had its tick, how many alerts fire, and how the messages that were due fared."""

    evaluated: bool
    firing: int
    accepted: int
    try_again: int
    failed: int


def go_round(
    connection: redis.Redis,
    settings: Settings,
    *,
    now: Callable[[], datetime] = utc_now,
    pause: Callable[[float], None] = time.sleep,
) -> Round:
    """Go one round; harmless to repeat. Without a database, tell people and raise SQLAlchemyError."""
    now = corrected(connection, now)
    channels = configured_channels(settings)
    outside = Outside(now, random.random, settings.public_url)
    try:
        with step("look"):
            reading = take_reading(connection, now(), pause=pause)
        with step("decide"):
            sight((schedule.name for schedule in all_schedules()), now())
            evaluation = evaluate(reading, channels=[channel.name for channel in channels])
        with step("tell"):
            report = deliver_due(channels, outside)
    except SQLAlchemyError:
        # States and notices are kept in the database that is away: this one is told without it.
        tell_database_is_away(channels, outside, settings.data_dir)
        raise
    tell_database_is_back(channels, outside, settings.data_dir)
    send_heartbeat(settings)
    firing = sum(decision.after.is_active for decision in evaluation.decisions)
    return Round(evaluation.was_first, firing, report.accepted, report.try_again, report.failed)
