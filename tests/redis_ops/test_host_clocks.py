"""The clocks of all hosts: a wrong one is named by any process, for as long as it is wrong."""

import json
from datetime import timedelta
from socket import gethostname

import pytest
import redis

from fsp.redis_ops import process_keys
from fsp.redis_ops.host_clocks import clocks_off, note_clock, read_clocks
from fsp.redis_ops.shared_clock import shared_now
from tests.wrong_clock import set_clock_wrong


def note_other(connection: redis.Redis, host: str, seconds: float, *, age_seconds: float = 0.0) -> None:
    at = shared_now(connection).timestamp() - age_seconds
    line = json.dumps({"skew_seconds": seconds, "at": at})
    connection.hset(process_keys.CLOCKS, f"{host}|worker|1", line)


@pytest.mark.parametrize(("seconds", "word"), [(3600, "ahead of"), (-3600, "behind")])
def test_a_wrong_clock_is_named_with_what_follows(
    redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch, seconds: int, word: str
) -> None:
    set_clock_wrong(monkeypatch, timedelta(seconds=seconds))
    note_clock(redis_client, "scheduler")

    (result,) = clocks_off(redis_client)

    assert (result.host, result.parts) == (gethostname(), ("scheduler",))
    assert f"host {gethostname()} is 3600 s {word} Redis. It runs no time-based jobs" in result.in_words


def test_the_worst_process_of_a_host_stands_for_it(redis_client: redis.Redis) -> None:
    note_clock(redis_client, "web")
    note_other(redis_client, gethostname(), -90)

    (result,) = read_clocks(redis_client)

    assert (result.skew, result.parts) == (timedelta(seconds=-90), ("worker",))


def test_what_was_written_long_ago_is_ignored_and_forgotten(redis_client: redis.Redis) -> None:
    note_other(redis_client, "gone", 3600, age_seconds=121)
    redis_client.hset(process_keys.CLOCKS, "odd|worker|2", "no json")
    assert read_clocks(redis_client) == []

    note_clock(redis_client, "web")

    assert redis_client.hlen(process_keys.CLOCKS) == 1
