"""M11: the machine sleeps for three hours; when it wakes each schedule catches up once, and people are told once."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import select, update

from fsp.alerts.collect import collect_for_alerts
from fsp.alerts.deliver import deliver_due
from fsp.alerts.evaluate import evaluate
from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs.priority import QUEUE_NAMES
from fsp.models.job_request import JobRequest, RequestState
from fsp.redis_ops import process_keys, rq_keys
from fsp.scheduler.tick import tick
from fsp.schedules.schedule import all_schedules
from fsp.stores import db
from tests.alerts.steps import Clock, outside, webhook
from tests.receiver import Receiver, receiving

START = datetime(2026, 3, 1, 12, 0, 1, tzinfo=UTC)
FELL_ASLEEP, WOKE = START + timedelta(minutes=30), START + timedelta(minutes=210)
"""At a whole half hour, so that the schedules of five and of thirty minutes have just run."""


def a_minute(connection: redis.Redis, now: datetime) -> list[str]:
    """Let the scheduler tick, and let every job it begins succeed at once."""
    begun = [job_id for schedule in all_schedules() for job_id in tick(connection, schedule, now)]
    connection.set(process_keys.heartbeat("scheduler"), now.timestamp())
    for job_id in begun:
        connection.hset(rq_keys.job(job_id), "status", "finished")
    connection.delete(*map(rq_keys.queue, QUEUE_NAMES))
    done = update(JobRequest).where(JobRequest.state == RequestState.QUEUED)
    db.session.execute(done.values(state=RequestState.DONE, settled_at=now))
    db.session.commit()
    return begun


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as results:
        yield results


def test_three_hours_of_sleep_are_one_catch_up_and_one_notice(
    core: Flask, redis_client: redis.Redis, receiver: Receiver
) -> None:
    clock = Clock()

    def look(now: datetime) -> None:
        clock.moment = now
        # No worker runs here, and the Valkey of tests keeps no file: that is told of too, and not what this is about.
        reading = replace(collect_for_alerts(redis_client, now, pause=lambda _: None), components=None)
        evaluate(reading, channels=["webhook"])
        deliver_due([webhook(receiver)], outside(clock))

    for minute in range(31):
        a_minute(redis_client, START + timedelta(minutes=minute))
    before = len(receiver.calls)
    # The web process, which looks as soon as it may, can be before the scheduler.
    look(WOKE)
    begun = Counter(job_id.rsplit("-", 1)[0] for job_id in a_minute(redis_client, WOKE))
    for minute in range(1, 31):
        now = WOKE + timedelta(minutes=minute)
        a_minute(redis_client, now)
        if minute % 5 == 0:
            look(now)

    skipped = db.session.scalars(select(JobRequest.schedule).where(JobRequest.state == RequestState.SKIPPED))
    messages = [
        {alert["annotations"]["notification_reason"] for alert in json.loads(call.body)["alerts"]}
        for call in receiver.calls
    ]
    assert before == 0
    assert set(begun.values()) == {1}
    assert {"due-publication-sweep", "health-check-and-alerting", "performance-aggregation"} <= set(begun)
    assert Counter(skipped)["due-publication-sweep"] == 179
    assert messages == [{"firing"}, {"resolved"}]
