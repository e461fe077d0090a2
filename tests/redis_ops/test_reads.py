"""Reads that are sent together: one round trip a stage, each with its own value."""

import redis
from redis.client import Pipeline

from fsp.redis_ops.reads import Batch, Read, fetch
from tests.counted_reads import counted_reads


def text_read(key: str) -> Read[str]:
    return Read(lambda pipeline: pipeline.get(key), lambda answers: answers[0].decode())


def named_read(key: str) -> Read[str]:
    """Read the key that another one names."""
    return Read(lambda pipeline: pipeline.get(key), lambda answers: text_read(answers[0].decode()))


def lengths_read(*keys: str) -> Read[list[int]]:
    def ask(pipeline: Pipeline) -> None:
        for key in keys:
            pipeline.llen(key)

    return Read(ask, list)


def test_a_batch_costs_one_round_trip_for_each_stage(redis_client: redis.Redis) -> None:
    redis_client.mset({"name": "place", "place": "here", "other": "there"})
    redis_client.rpush("list", 1, 2)
    batch = Batch(redis_client)
    named, lengths, other = batch.add(named_read("name")), batch.add(lengths_read("list", "none")), text_read("other")
    plain = batch.add(other)

    with counted_reads() as reads:
        batch.send()

    assert (named.value, lengths.value, plain.value) == ("here", [2, 0], "there")
    assert reads.round_trips == ["pipeline of 4", "pipeline of 1"]


def test_a_read_of_nothing_costs_no_round_trip(redis_client: redis.Redis) -> None:
    with counted_reads() as reads:
        results = fetch(redis_client, lengths_read())

    assert results == []
    assert reads.round_trips == []
