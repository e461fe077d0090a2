"""Running again from a step: what came before is used, what came later is done again."""

import pytest
import redis
from flask import Flask

from fsp.bulk.again import run_again
from fsp.bulk.again_from_step import run_again_from_step
from fsp.clock import utc_now
from fsp.dead_letters.replay import replay
from fsp.errors import Conflict, NotFound
from fsp.handlers import catalogue  # noqa: F401
from fsp.inspection.one_job import read_job
from fsp.inspection.steps import read_records, read_steps
from fsp.queueing.enqueue import enqueue
from tests.dead_letters.burying import buried, letters
from tests.worker.claiming import claimed
from tests.worker.stepped import STEPS, stepped
from tests.worker.stepping import run_steps


def again(connection: redis.Redis, job_id: str, step: str) -> str:
    return run_again_from_step(connection, job_id, step, by="ada", now=utc_now())


def test_a_job_that_succeeded_runs_again_as_a_new_one_and_keeps_its_own_results(
    core: Flask, redis_client: redis.Redis
) -> None:
    stepped(redis_client)

    new_id = again(redis_client, "old", "two")
    called = run_steps(redis_client, claimed(redis_client), STEPS)

    assert called == ["two", "three"]
    assert "parent:old" in read_job(redis_client, new_id).labels
    assert {record.state for record in read_records(redis_client, "old")} == {"kept"}
    states = [(step.name, step.state) for step in read_steps(redis_client, read_job(redis_client, new_id))]
    assert states == [("one", "kept"), ("two", "completed"), ("three", "completed")]


def test_a_dead_job_is_replayed_and_its_later_results_are_dropped(core: Flask, redis_client: redis.Redis) -> None:
    stepped(redis_client, "dead")
    buried("old")

    new_id = again(redis_client, "old", "two")
    waiting = read_steps(redis_client, read_job(redis_client, new_id))
    called = run_steps(redis_client, claimed(redis_client), STEPS)

    assert (new_id, [letter.state for letter in letters()]) == ("old-replay-1", ["replayed"])
    assert [(step.name, step.state) for step in waiting] == [
        ("one", "kept"),
        ("two", "to run again"),
        ("three", "to run again"),
    ]
    assert called == ["two", "three"]
    after = read_steps(redis_client, read_job(redis_client, new_id))
    assert [(step.name, step.state, step.runs) for step in after] == [
        ("one", "kept", 1),
        ("two", "ran again", 2),
        ("three", "ran again", 2),
    ]


def test_a_replay_that_died_is_replayed_from_a_step_too(core: Flask, redis_client: redis.Redis) -> None:
    stepped(redis_client, "dead")
    stepped(redis_client, "dead", job_id="old-replay-1")
    buried("old-replay-1")

    again(redis_client, "old-replay-1", "three")

    assert run_steps(redis_client, claimed(redis_client), STEPS) == ["three"]


def test_without_a_step_a_replay_uses_every_result_and_a_new_job_none(core: Flask, redis_client: redis.Redis) -> None:
    stepped(redis_client, "dead")
    replay(redis_client, buried("old"), by="ada", now=utc_now())
    replayed = run_steps(redis_client, claimed(redis_client), STEPS)
    run_again(redis_client, "old", by="ada")

    assert (replayed, run_steps(redis_client, claimed(redis_client), STEPS)) == ([], list(STEPS))


def test_what_cannot_be_is_refused_and_nothing_is_dropped(core: Flask, redis_client: redis.Redis) -> None:
    stepped(redis_client, "dead")
    letter = buried("old")
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="waits")

    with pytest.raises(NotFound, match='The job old has no step "four"'):
        again(redis_client, "old", "four")
    with pytest.raises(Conflict, match="The job waits has not ended"):
        again(redis_client, "waits", "one")
    replay(redis_client, letter, by="ada", now=utc_now())
    with pytest.raises(Conflict, match="Already replayed"):
        replay(redis_client, letter, by="ada", now=utc_now(), from_step="one")

    assert {record.state for record in read_records(redis_client, "old")} == {"kept"}


def test_a_step_without_a_name_is_no_step(core: Flask, redis_client: redis.Redis) -> None:
    stepped(redis_client)

    with pytest.raises(NotFound):
        again(redis_client, "old", "")
