"""Replays: new jobs, once each, paced, never into a closed gate, never more than five."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask

from fsp.dead_letters.replay import discard, find_dead_letter, replay, restore
from fsp.errors import Conflict, InvalidArguments, NotFound
from fsp.jobs.replay_id import replay_job_id
from fsp.models.dead_letter import DeadLetterState
from fsp.models.job_request import JobRequest
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import rq_keys
from fsp.stores import db
from tests.dead_letters.burying import buried, letters
from tests.export_arguments import export_arguments
from tests.inspection.waiting import waiting_jobs

NOW = datetime(2030, 5, 1, tzinfo=UTC)


def test_a_replay_is_a_new_job_and_the_letter_remembers(core: Flask, redis_client: redis.Redis) -> None:
    job_id = replay(redis_client, buried(), by="ada", now=NOW)

    (job,) = waiting_jobs(redis_client)
    (letter,) = letters()
    assert (job.job_id, job.queue, job.arguments) == (job_id, "low", export_arguments("garden"))
    assert (letter.state, letter.replays, letter.next_replay_at) == (DeadLetterState.REPLAYED, 1, None)
    assert db.session.get_one(JobRequest, job_id).requested_by == "ada"


def test_a_replay_that_dies_returns_to_its_letter_and_waits_longer(core: Flask, redis_client: redis.Redis) -> None:
    job_id = replay(redis_client, buried(), by="ada", now=NOW)
    letter = buried(job_id)

    assert [result.job_id for result in letters()] == ["j"]
    assert (letter.state, letter.replays, letter.job_id) == (DeadLetterState.DEAD, 1, "j")
    assert letter.next_replay_at is not None
    assert letter.next_replay_at - letter.buried_at == timedelta(hours=2)


def test_nobody_replays_or_discards_a_second_time(core: Flask, redis_client: redis.Redis) -> None:
    letter, same = buried(), find_dead_letter(1)
    replay(redis_client, letter, by="ada", now=NOW)

    with pytest.raises(Conflict, match="Already replayed by ada at"):
        replay(redis_client, same, by="bob", now=NOW)
    with pytest.raises(Conflict, match="Already replayed by ada at"):
        discard(same, by="bob", now=NOW)
    assert len(waiting_jobs(redis_client)) == 1


def test_edited_arguments_are_checked_and_the_letter_keeps_its_own(core: Flask, redis_client: redis.Redis) -> None:
    letter = buried()

    with pytest.raises(InvalidArguments):
        replay(redis_client, letter, by="ada", now=NOW, arguments={"project": 1})
    replay(redis_client, letter, by="ada", now=NOW, arguments={"project": "attic"})

    assert waiting_jobs(redis_client)[0].arguments == export_arguments("attic")
    assert letters()[0].arguments == {"project": "garden"}


def test_hidden_secrets_are_taken_from_the_job_or_asked_for(core: Flask, redis_client: redis.Redis) -> None:
    letter = buried(arguments={"project": "token=hunter2"})
    with pytest.raises(Conflict, match="with new arguments"):
        replay(redis_client, letter, by="ada", now=NOW)
    enqueue(redis_client, "export-data", {"project": "token=hunter2"}, job_id="j")
    redis_client.delete(rq_keys.queue("low"))

    replay(redis_client, letter, by="ada", now=NOW)

    assert waiting_jobs(redis_client)[0].arguments == export_arguments("token=hunter2")


def test_an_unknown_letter_is_said(core: Flask) -> None:
    with pytest.raises(NotFound):
        find_dead_letter(9)


def test_a_discarded_letter_is_restored_once_and_replayed_by_itself_again(core: Flask) -> None:
    letter = buried()
    discard(letter, by="ada", now=NOW)

    restore(letter, by="ben", now=NOW)

    (restored,) = letters()
    assert (restored.state, restored.settled_by) == (DeadLetterState.DEAD, "ben")
    assert restored.next_replay_at == NOW + timedelta(hours=1)
    with pytest.raises(Conflict, match="Already restored by ben"):
        restore(restored, by="ada", now=NOW)


@pytest.mark.parametrize("store", ["SQL", "Redis"])
def test_replays_that_a_restored_letter_does_not_count_are_left_alone(
    core: Flask, redis_client: redis.Redis, store: str
) -> None:
    letter = buried(job_id="a")
    if store == "SQL":
        db.session.add(
            JobRequest(job_id=replay_job_id("a", 1), job_type=letter.job_type, arguments={}, requested_at=NOW)
        )
        db.session.commit()
    else:
        redis_client.hset(rq_keys.job(replay_job_id("a", 1)), "status", "finished")

    job_id = replay(redis_client, letter, by="ada", now=NOW)

    assert job_id == replay_job_id("a", 2)
    assert letters()[0].replays == 2
