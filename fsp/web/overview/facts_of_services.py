"""What jobs and alerts depend on outside FSP: services whose calls fail, and channels that reach nobody."""

from datetime import datetime

import redis

from fsp.alerts.channel_state import read_channel_statuses
from fsp.alerts.channels.catalogue import channel_names
from fsp.conditions.snapshot import ChannelFacts, PlatformFacts
from fsp.extensions import current_settings
from fsp.health.work import FEWEST_CALLS, PLATFORM_FAILURE_RATIO, PLATFORM_WINDOW, Share
from fsp.metrics.platform_calls import read_platform_calls
from fsp.queueing.failures import newest_error


def failing_channels() -> tuple[ChannelFacts, ...]:
    """Return the configured alert channels that reach nobody."""
    standings = read_channel_statuses(channel_names(current_settings()))
    return tuple(
        ChannelFacts(found.name, found.since, found.failures, found.last_error)
        for found in standings
        if found.is_problem
    )


def failing_platforms(connection: redis.Redis, now: datetime) -> tuple[PlatformFacts, ...]:
    """Return the services of which the health check says the same, with the newest error of a job that called."""
    failing = [
        calls
        for calls in read_platform_calls(connection, now=now, window=PLATFORM_WINDOW)
        if Share(calls.failed, calls.calls).reaches(PLATFORM_FAILURE_RATIO, fewest=FEWEST_CALLS)
    ]
    callers = {calls.platform: next((name for name, _ in calls.failed_by.most_common(1)), "") for calls in failing}
    return tuple(
        PlatformFacts(
            name=calls.platform,
            failed=calls.failed,
            calls=calls.calls,
            job_type=callers[calls.platform],
            newest_error=newest_error(connection, callers[calls.platform], now) if callers[calls.platform] else "",
        )
        for calls in failing
    )
