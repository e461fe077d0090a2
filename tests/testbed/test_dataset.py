"""The data set: as many jobs as asked for, in every state, the same from the same seed."""

from datetime import UTC, datetime

import redis
from flask import Flask
from sqlalchemy import func, select

from fsp.clock import utc_now
from fsp.handlers import catalogue  # noqa: F401
from fsp.inspection.jobs import running_jobs
from fsp.inspection.queues import read_queues
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.job_history import JobHistory, JobLabel
from fsp.stores import db
from testbed.dataset.fill import amounts, fill


def test_every_state_is_there_in_the_amount_asked_for(core: Flask, redis_client: redis.Redis) -> None:
    expected = amounts(500)

    fill(redis_client, expected, seed=1, now=utc_now())

    states = dict(db.session.execute(select(JobHistory.state, func.count()).group_by(JobHistory.state)).all())
    causes = db.session.scalar(select(func.count(DeadLetterQueue.fingerprint.distinct())))
    labelled = db.session.scalar(select(func.count(JobLabel.history_id.distinct())))
    db.session.commit()
    queues = read_queues(redis_client, utc_now())
    assert sum(states.values()) == expected.ended
    assert (states["failed"], causes, labelled) == (100, 7, expected.ended)
    assert sum(queue.waiting + queue.blocked for queue in queues) == expected.waiting
    assert len(running_jobs(redis_client)) == expected.running


def test_the_same_seed_makes_the_same_history(core: Flask, redis_client: redis.Redis) -> None:
    from random import Random

    from testbed.dataset.ended import fill_ended

    now = datetime(2026, 11, 1, tzinfo=UTC)
    ids = []
    for _ in range(2):
        fill_ended(Random(7), count=50, failures=10, now=now)
        ids.append(list(db.session.scalars(select(JobHistory.job_id).order_by(JobHistory.id))))
        db.session.commit()
        for model in (JobHistory, JobLabel, DeadLetterQueue):
            db.session.query(model).delete()
        db.session.commit()

    assert ids[0] == ids[1]
