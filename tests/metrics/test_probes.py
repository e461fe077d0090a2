"""Probes: one for each half minute, however many look."""

from datetime import UTC, datetime, timedelta

import redis

from fsp.metrics.probes import Probe, record_probes
from fsp.metrics.service_spans import Events, read_service_events

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def read(connection: redis.Redis) -> list[Events]:
    return read_service_events(connection, since=NOW, until=NOW + timedelta(minutes=10))


def test_a_half_minute_counts_once_and_down_wins(redis_client: redis.Redis) -> None:
    for second, is_up in ((0, True), (5, True), (29, False), (29, True), (30, True)):
        record_probes(redis_client, [Probe(NOW + timedelta(seconds=second), is_up)])

    (span,) = read(redis_client)

    assert (span.up, span.down) == (1, 1)


def test_telling_it_again_changes_nothing(redis_client: redis.Redis) -> None:
    probes = [Probe(NOW + timedelta(seconds=30 * number), number % 5 > 0) for number in range(20)]

    for _ in range(3):
        record_probes(redis_client, probes)

    assert [(span.up, span.down) for span in read(redis_client)] == [(8, 2), (8, 2)]
