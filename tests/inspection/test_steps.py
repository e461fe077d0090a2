"""Reading durable steps: what is damaged is left out, what is forgotten is not there."""

import redis

from fsp.inspection.one_job import read_job
from fsp.inspection.steps import read_records, read_steps
from fsp.redis_ops import keys
from tests.worker.stepped import stepped


def test_the_steps_of_a_job_are_read_with_their_sizes(redis_client: redis.Redis) -> None:
    stepped(redis_client)

    steps = read_steps(redis_client, read_job(redis_client, "old"))

    assert [(step.name, step.result_bytes, step.attempt, step.job_id) for step in steps] == [
        ("one", 5, 1, "old"),
        ("two", 5, 1, "old"),
        ("three", 7, 1, "old"),
    ]
    assert all(step.can_run_from_here for step in steps)


def test_what_cannot_be_read_is_left_out(redis_client: redis.Redis) -> None:
    stepped(redis_client)
    redis_client.hset(keys.steps("old"), mapping={"one": "not json", "two": "{}", "three": "[]"})

    assert read_records(redis_client, "old") == []


def test_a_job_without_steps_has_none(redis_client: redis.Redis) -> None:
    assert read_records(redis_client, "unknown") == []
