"""A key that holds another kind of value reads like a missing one, alone and in pipelines; writing to it is refused."""

from collections.abc import Callable
from typing import Any

import pytest
import redis

from fsp.redis_client import client_of

READS: list[Callable[[Any], Any]] = [
    lambda client: client.get("key"),
    lambda client: client.hget("key", "a"),
    lambda client: client.hgetall("key"),
    lambda client: client.hmget("key", "a", "b"),
    lambda client: client.lrange("key", 0, -1),
    lambda client: client.llen("key"),
    lambda client: client.smembers("key"),
    lambda client: client.smismember("key", ["a", "b"]),
    lambda client: client.zrange("key", 0, -1, withscores=True),
    lambda client: client.zcard("key"),
    lambda client: client.zscore("key", "a"),
    lambda client: client.xrange("key"),
    lambda client: list(client.hscan_iter("key")),
]


@pytest.mark.parametrize("read", READS)
def test_what_is_of_another_kind_reads_like_what_is_missing(redis_client: redis.Redis, read: Any) -> None:
    client = client_of(redis_client)
    missing = read(client)
    # A stream for most, a text for those of streams.
    client.xadd("key", {"a": 1})
    answer = read(client)
    if answer != missing:
        client.delete("key")
        client.set("key", "x")
        answer = read(client)

    assert answer == missing


@pytest.mark.parametrize("is_transaction", [True, False])
def test_a_pipeline_reads_on_after_such_a_key(redis_client: redis.Redis, is_transaction: bool) -> None:
    client = client_of(redis_client)
    client.set("key", "x")
    client.set("sound", "y")
    with client.pipeline(transaction=is_transaction) as pipeline:
        pipeline.hmget("key", "a", "b")
        pipeline.get("sound")

        assert pipeline.execute() == [[None, None], b"y"]


def test_writing_to_such_a_key_is_refused(redis_client: redis.Redis) -> None:
    client = client_of(redis_client)
    client.set("key", "x")

    with pytest.raises(redis.exceptions.ResponseError, match="WRONGTYPE"):
        client.hset("key", "a", 1)
