"""Taking a reading of the real parts; what does not answer is unknown, neither good nor bad."""

from dataclasses import replace

import pytest
import redis
from flask import Flask

from fsp.alerts.look import take_reading
from fsp.clock import utc_now
from fsp.dead_letters.bury import bury
from fsp.extensions import connect_redis, db
from fsp.handlers import catalogue  # noqa: F401
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys
from fsp.settings import Settings
from tests.worker.claiming import claimed, end


def test_a_quiet_system_is_read_as_such(core: Flask, redis_client: redis.Redis) -> None:
    redis_client.set(keys.heartbeat("scheduler"), utc_now().timestamp())

    reading = take_reading(redis_client, utc_now())

    assert reading.database is not None
    assert (reading.database.is_reachable, reading.is_redis_reachable) == (True, True)
    assert (reading.job_types, reading.regressions, reading.missed_schedules, reading.platforms) == ((), (), (), ())
    assert reading.scheduler_age_seconds == pytest.approx(0, abs=5)
    assert {(queue.waiting, queue.drain_seconds) for queue in reading.queues or ()} == {(0, None)}


def test_failures_backlog_dead_letters_and_circuits_are_seen(core: Flask, redis_client: redis.Redis) -> None:
    for _ in range(5):
        enqueue(redis_client, "export-data", {"project": "x"})
        end(redis_client, claimed(redis_client), "dead", lesson="bad")
    enqueue(redis_client, "export-data", {"project": "x"})
    bury(
        job_id="j",
        job_type="export-data",
        queue="low",
        arguments={},
        reason="poison",
        error_class="E",
        error_message="",
    )

    reading = take_reading(redis_client, utc_now())

    assert [(found.job_type, found.ended, found.failed) for found in reading.job_types or ()] == [("export-data", 5, 5)]
    assert [circuit.job_type for circuit in reading.open_circuits or ()] == ["export-data"]
    assert {queue.name: queue.waiting for queue in reading.queues or ()}["low"] == 1
    assert reading.dead_letters is not None
    assert (reading.dead_letters.waiting, reading.dead_letters.grown_last_hour, reading.poison_last_hour) == (1, 1, 1)


def test_without_redis_the_rest_is_unknown(core: Flask, settings: Settings) -> None:
    away = connect_redis(replace(settings, redis_url="unix:///nowhere/valkey.sock"))

    reading = take_reading(away, utc_now())

    assert (reading.is_redis_reachable, reading.queues, reading.job_types, reading.missed_schedules) == (
        False,
        None,
        None,
        None,
    )
    assert reading.dead_letters is not None


def test_publications_that_fail_are_seen_by_platform(core: Flask, redis_client: redis.Redis) -> None:
    project = Project(slug="p", title="p")
    db.session.add(project)
    db.session.flush()
    for number, state in enumerate((PublicationState.FAILED, PublicationState.PUBLISHED)):
        item = Item(project_id=project.id, slug=str(number), title="t")
        db.session.add(item)
        db.session.flush()
        db.session.add(Publication(item_id=item.id, platform="site", state=state))
    db.session.commit()

    (found,) = take_reading(redis_client, utc_now()).platforms or ()

    assert (found.platform, found.calls, found.failures) == ("site", 2, 1)
