"""The counters of outcomes and run times, including everything that ended before the call."""

import redis

from fsp.metrics.counters import OutcomeCount, TypeTotals, counters_read, type_totals_read
from fsp.metrics.event_log import catch_up
from fsp.redis_ops.reads import fetch


def read_counters(connection: redis.Redis) -> list[OutcomeCount]:
    """Return every count of outcomes since Redis was initialised."""
    catch_up(connection)
    return fetch(connection, counters_read())


def read_type_totals(connection: redis.Redis) -> dict[str, TypeTotals]:
    """Return the totals of each job type with finished jobs."""
    catch_up(connection)
    return fetch(connection, type_totals_read())
