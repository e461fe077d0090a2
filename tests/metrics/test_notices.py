"""Attempts to send notices, counted by channel and outcome."""

import redis

from fsp.metrics.notices import note_notice, read_notices
from tests.away import redis_away


def test_attempts_are_counted(redis_client: redis.Redis) -> None:
    for outcome in ("accepted", "accepted", "failed"):
        note_notice(redis_client, "slack", outcome)

    assert read_notices(redis_client) == {("slack", "accepted"): 2, ("slack", "failed"): 1}


def test_a_redis_that_is_away_keeps_nobody_from_being_told() -> None:
    away = redis_away()

    note_notice(away, "slack", "accepted")
