"""Draining: by name or by host, whoever is there now, and once."""

from datetime import timedelta

import pytest
import redis

from fsp.clock import utc_now
from fsp.errors import NotFound
from fsp.inspection.drains import drain_host, drain_worker, is_asked_to_leave
from fsp.inspection.fleet import WorkerState, read_fleet
from tests.inspection.reports import tell

NOW = utc_now()


def test_a_worker_is_asked_and_says_who_asked_first(redis_client: redis.Redis) -> None:
    tell(redis_client, "one", now=NOW, is_restarted=True)
    tell(redis_client, "two", now=NOW)

    drained = drain_worker(redis_client, "one", by="ada", now=NOW)
    drain_worker(redis_client, "one", by="bob", now=NOW + timedelta(seconds=5))

    fleet, two = read_fleet(redis_client, NOW)
    assert (drained.names, drained.are_restarted) == (("one",), True)
    assert (fleet.state, two.state) == (WorkerState.DRAINING, WorkerState.RUNNING)
    assert fleet.drain is not None
    assert fleet.drain.by == "ada"
    assert is_asked_to_leave(redis_client, "one")
    assert not is_asked_to_leave(redis_client, "two")


def test_every_worker_of_a_host_is_asked(redis_client: redis.Redis) -> None:
    tell(redis_client, "one", now=NOW)
    tell(redis_client, "two", now=NOW)
    tell(redis_client, "elsewhere", now=NOW, host="host-2")
    tell(redis_client, "left", now=NOW, left_at=NOW)

    assert drain_host(redis_client, "host-1", by="ada", now=NOW).names == ("one", "two")


def test_who_is_not_there_cannot_be_asked(redis_client: redis.Redis) -> None:
    tell(redis_client, "one", now=NOW)
    tell(redis_client, "lost", now=NOW, age_seconds=60)

    with pytest.raises(NotFound, match="those there are: one"):
        drain_worker(redis_client, "lost", by="ada", now=NOW)
    with pytest.raises(NotFound, match='the host "moon"'):
        drain_host(redis_client, "moon", by="ada", now=NOW)
