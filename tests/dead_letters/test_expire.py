"""The end of dead letters: the old and the many, oldest first, each counted."""

from datetime import timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import select, update

from fsp.clock import utc_now
from fsp.dead_letters import expire as module
from fsp.dead_letters.expire import expire
from fsp.metrics.counters import read_totals
from fsp.models.dead_letter import DeadLetterQueue
from fsp.stores import db
from tests.dead_letters.burying import buried_row

NOW = utc_now()


@pytest.fixture
def letters(core: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    for number in range(6):
        moment = NOW - timedelta(days=35 - 5 * number)
        letter_id = buried_row(number)
        db.session.execute(update(DeadLetterQueue).where(DeadLetterQueue.id == letter_id).values(buried_at=moment))
    db.session.commit()


@pytest.mark.parametrize(("most", "left"), [(10, [1, 2, 3, 4, 5]), (3, [3, 4, 5]), (5, [1, 2, 3, 4, 5]), (1, [5])])
def test_the_old_go_and_then_the_oldest_of_too_many(
    letters: None, redis_client: redis.Redis, most: int, left: list[int]
) -> None:
    expired = expire(redis_client, retention=timedelta(days=30), most=most, now=NOW)

    job_ids = db.session.scalars(select(DeadLetterQueue.job_id).order_by(DeadLetterQueue.id)).all()
    assert list(job_ids) == [f"job-{number}" for number in left]
    assert expired == 6 - len(left)
    assert read_totals(redis_client)["dead_letters_expired"] == expired


def test_each_is_counted_once(letters: None, redis_client: redis.Redis) -> None:
    for _ in range(3):
        expire(redis_client, retention=timedelta(days=30), most=3, now=NOW)

    assert read_totals(redis_client)["dead_letters_expired"] == 3
