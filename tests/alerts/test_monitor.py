"""The monitor: FSP is probed, also while Redis is down, and people are notified when the job cannot evaluate."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.alerts.listing import active_alerts
from fsp.alerts.monitor import Monitor
from fsp.alerts.notice_rows import add_notice
from fsp.alerts.run_evaluation import run_evaluation
from fsp.handlers import catalogue  # noqa: F401
from fsp.health.component import Component
from fsp.health.watch import Watch
from fsp.metrics.service_spans import read_service_events
from fsp.models.alert_evaluation import AlertEvaluation
from fsp.redis_ops import process_keys
from fsp.schedules.schedule import all_schedules
from fsp.schedules.sightings import first_seen
from fsp.settings import Settings
from fsp.stores import db
from tests.alerts.messages import FIRING
from tests.alerts.received import received
from tests.away import redis_away
from tests.receiver import Receiver, receiving

NOON = datetime(2030, 5, 1, 12, tzinfo=UTC)


@dataclass
class World:
    """A simulated time, and what the watch sees."""

    moment: datetime = NOON
    database: str = "healthy"
    redis: str = "healthy"

    def now(self) -> datetime:
        return self.moment

    def read(self) -> list[Component]:
        return [Component("database", self.database, ""), Component("redis", self.redis, "")]


class SeenWatch(Watch):
    """Sees what the world says."""

    def __init__(self, world: World) -> None:
        self._world = world

    def read(self) -> list[Component]:
        return self._world.read()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as results:
        yield results


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def monitor(core: Flask, world: World) -> Monitor:
    return Monitor(core, run_evaluation, now=world.now, pause=lambda _: None, watch=SeenWatch(world))


def look_for(monitor: Monitor, world: World, *, minutes: float) -> None:
    end = world.moment + timedelta(minutes=minutes)
    while world.moment < end:
        monitor.check()
        world.moment += timedelta(seconds=30)


def test_a_schedule_is_owed_from_the_first_look_although_no_scheduler_ever_ran(
    monitor: Monitor, world: World, redis_client: redis.Redis
) -> None:
    monitor.check()

    world.moment += timedelta(hours=2)
    monitor.check()

    assert set(first_seen(schedule.name for schedule in all_schedules()).values()) == {NOON}


def counts(connection: redis.Redis) -> tuple[int, int]:
    spans = read_service_events(connection, since=NOON, until=NOON + timedelta(days=1))
    return sum(span.up for span in spans), sum(span.down for span in spans)


def test_every_half_minute_is_a_probe(monitor: Monitor, world: World, redis_client: redis.Redis) -> None:
    look_for(monitor, world, minutes=5)
    world.database = "unhealthy"
    look_for(monitor, world, minutes=1)

    assert counts(redis_client) == (10, 2)


def test_probes_of_an_absent_redis_are_told_when_it_is_back(
    monitor: Monitor, world: World, core: Flask, redis_client: redis.Redis
) -> None:
    here = core.extensions["fsp_redis"]
    core.extensions["fsp_redis"] = redis_away()
    world.redis = "unhealthy"
    look_for(monitor, world, minutes=2)
    core.extensions["fsp_redis"], world.redis = here, "healthy"

    look_for(monitor, world, minutes=1)

    assert counts(redis_client) == (2, 4)


def test_without_redis_the_monitor_evaluates_and_people_are_notified(
    monitor: Monitor, world: World, core: Flask, receiver: Receiver
) -> None:
    settings = core.extensions["fsp_settings"].model_copy(
        update={
            "redis_url": "unix:///nowhere/valkey.sock",
            "alert_webhook_url": receiver.url,
            "alert_allow_internal": True,
        }
    )
    core.extensions["fsp_settings"], core.extensions["fsp_redis"] = settings, redis_away()
    world.redis = "unhealthy"

    look_for(monitor, world, minutes=15)

    assert [alert.rule for alert in active_alerts()] == ["RedisUnreachable"]
    assert received(receiver)[0] == ("RedisUnreachable", "firing")


def test_while_the_job_evaluates_the_monitor_does_not(monitor: Monitor, world: World) -> None:
    for minutes in range(0, 30, 5):
        db.session.add(AlertEvaluation(tick=NOON + timedelta(minutes=minutes), reading={}, decisions=[]))
        db.session.commit()
        look_for(monitor, world, minutes=5)

    assert len(db.session.scalars(select(AlertEvaluation.tick)).all()) == 6


def test_without_a_database_people_are_told_all_the_same(
    monitor: Monitor, world: World, core: Flask, receiver: Receiver, settings: Settings
) -> None:
    core.extensions["fsp_settings"] = settings.model_copy(
        update={"alert_webhook_url": receiver.url, "alert_allow_internal": True}
    )
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alert_evaluations")

    look_for(monitor, world, minutes=10)

    assert receiver.calls


SETTLED = timedelta(seconds=30)


def with_receiver(core: Flask, receiver: Receiver) -> None:
    core.extensions["fsp_settings"] = core.extensions["fsp_settings"].model_copy(
        update={"alert_webhook_url": receiver.url, "alert_allow_internal": True}
    )


def evaluated_at(tick: datetime) -> None:
    db.session.add(AlertEvaluation(tick=tick, reading={}, decisions=[]))
    db.session.commit()


def last_tick(connection: redis.Redis, moment: datetime) -> None:
    connection.set(process_keys.heartbeat("scheduler"), moment.timestamp())


def test_a_dead_or_hung_scheduler_is_reported_within_two_ticks_and_once_by_any_number_of_monitors(
    world: World, core: Flask, redis_client: redis.Redis, receiver: Receiver
) -> None:
    with_receiver(core, receiver)
    monitors = [
        Monitor(core, run_evaluation, now=world.now, pause=lambda _: None, watch=SeenWatch(world)) for _ in range(4)
    ]
    evaluated_at(NOON)
    last_tick(redis_client, NOON + timedelta(seconds=5))

    while world.moment <= NOON + timedelta(minutes=10):
        for monitor in monitors:
            monitor.check()
        world.moment += SETTLED

    silent = [(rule, reason) for rule, reason in received(receiver) if rule == "SchedulerSilent"]
    assert silent == [("SchedulerSilent", "firing")]
    assert db.session.scalars(select(AlertEvaluation.tick)).all() == [NOON + timedelta(minutes=m) for m in (0, 5, 10)]


def test_monitors_at_the_same_time_evaluate_once(world: World, core: Flask, redis_client: redis.Redis) -> None:
    evaluations: list[datetime] = []

    def evaluate(*_: object, now: Callable[[], datetime], **__: object) -> None:
        evaluations.append(now())

    monitors = [Monitor(core, evaluate, now=world.now, pause=lambda _: None, watch=SeenWatch(world)) for _ in range(4)]
    for monitor in monitors:
        monitor.check()
    world.moment += timedelta(minutes=8)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda monitor: monitor.check(), monitors))

    assert evaluations == [NOON + timedelta(minutes=8)]


def test_a_scheduler_that_ticks_is_left_to_its_work(monitor: Monitor, world: World, redis_client: redis.Redis) -> None:
    evaluated_at(NOON)
    while world.moment <= NOON + timedelta(minutes=6):
        last_tick(redis_client, world.moment)
        monitor.check()
        world.moment += SETTLED

    assert len(db.session.scalars(select(AlertEvaluation.tick)).all()) == 1


def test_a_scheduler_that_never_came_is_told_of_too(
    monitor: Monitor, world: World, core: Flask, receiver: Receiver
) -> None:
    with_receiver(core, receiver)

    look_for(monitor, world, minutes=10)

    assert ("SchedulerSilent", "firing") in received(receiver)


def test_a_process_that_has_just_started_gives_the_others_time(monitor: Monitor, world: World) -> None:
    evaluated_at(NOON - timedelta(hours=9))

    look_for(monitor, world, minutes=1.5)

    assert len(db.session.scalars(select(AlertEvaluation.tick)).all()) == 1


def test_a_notice_that_nobody_sends_is_sent(
    monitor: Monitor, world: World, core: Flask, redis_client: redis.Redis, receiver: Receiver
) -> None:
    with_receiver(core, receiver)
    evaluated_at(NOON)
    last_tick(redis_client, NOON + timedelta(hours=1))
    add_notice("webhook", "job_failures", [(None, FIRING)], key="k", now=NOON, due_at=NOON)
    db.session.commit()

    look_for(monitor, world, minutes=1.5)
    before = len(receiver.calls)
    look_for(monitor, world, minutes=0.5)

    assert (before, len(receiver.calls)) == (0, 1)
