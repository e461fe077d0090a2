"""One look for all processes: told through Redis, done by each without it, and never begun twice while it hangs."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import redis
from flask import Flask
from sqlalchemy import event

from fsp.core import core_app, current_settings
from fsp.health.component import Component
from fsp.health.shared_check import SharedCheck
from fsp.health.stores import DatabaseCheck
from fsp.health.watch import Check, Watch
from fsp.redis_connections import connect_redis_briefly
from fsp.settings import Settings
from fsp.stores import db
from tests.health.shared import five_seconds_later

FINE = Component("part", "healthy", "It answers.", response_time_milliseconds=1.5, details={"cause": "none"})


def looking(looks: list[Component | None], results: Component = FINE) -> SharedCheck:
    def look(seen: Component | None) -> Component:
        looks.append(seen)
        return results

    return SharedCheck("part", look, patience_seconds=1.8)


def test_another_process_is_told_what_was_seen_and_how_long_ago(redis_client: redis.Redis) -> None:
    looks: list[Component | None] = []

    first = looking(looks).read(redis_client)
    second = looking(looks).read(redis_client)

    assert (len(looks), first) == (1, FINE)
    assert replace(second, age_seconds=0.0) == FINE
    assert 0 <= second.age_seconds < 5


def test_after_five_seconds_it_is_looked_at_again_knowing_what_was_seen(redis_client: redis.Redis) -> None:
    looks: list[Component | None] = []
    slow = replace(FINE, status="degraded")

    looking(looks, slow).read(redis_client)
    five_seconds_later(redis_client, "part")
    looking(looks).read(redis_client)

    assert [seen and seen.status for seen in looks] == [None, "degraded"]


def test_five_hundred_callers_in_four_processes_ask_the_database_once(core: Flask, redis_client: redis.Redis) -> None:
    asked: list[str] = []
    watches = [_watch_of_a_process(current_settings(), asked) for _ in range(4)]

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda number: watches[number % 4].read()[0].status, range(500)))

    assert (set(answers), len(answers), asked.count("SELECT 1")) == ({"healthy"}, 500, 1)


def test_without_redis_each_process_looks_itself(redis_client: redis.Redis) -> None:
    away = connect_redis_briefly(Settings(redis_url="redis://127.0.0.1:1"), patience_seconds=0.3)
    looks: list[Component | None] = []

    results = [looking(looks).read(away) for _ in range(3)]

    assert (results, looks) == ([FINE] * 3, [None] * 3)


def test_a_look_that_hangs_is_a_timeout_for_the_others_and_not_begun_again(redis_client: redis.Redis) -> None:
    entered, release, now = threading.Event(), threading.Event(), [0.0]
    looks: list[Component | None] = []

    def hang(_: Component | None) -> Component:
        entered.set()
        release.wait(30)
        return FINE

    def pass_time(seconds: float) -> None:
        now[0] += seconds

    with ThreadPoolExecutor(1) as pool:
        hanging = pool.submit(SharedCheck("part", hang, patience_seconds=1.8).read, redis_client)
        assert entered.wait(30)
        other = replace(looking(looks), monotonic=lambda: now[0], sleep=pass_time)
        result = other.read(redis_client)
        release.set()

    assert (result.status, result.reason, looks) == ("unhealthy", "timeout", [])
    assert now[0] == pytest.approx(1.8, abs=0.05)
    assert hanging.result() == FINE


def test_a_watch_is_as_old_as_what_another_process_saw() -> None:
    now = [100.0]
    looks: list[int] = []

    def told() -> Component:
        looks.append(1)
        return replace(FINE, age_seconds=4.0)

    watch = Watch({"part": Check(told, 1)}, monotonic=lambda: now[0])
    watch.read()
    before = watch.age_seconds
    now[0] += 1.0
    watch.read()

    assert (before, len(looks)) == (4.0, 2)


def _watch_of_a_process(settings: Settings, asked: list[str]) -> Watch:
    app = core_app(settings)
    with app.app_context():

        @event.listens_for(db.engine, "before_cursor_execute")
        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            asked.append(statement)

    return Watch({"database": Check(_inside(app, settings), 10)}, monotonic=lambda: 0.0)


def _inside(app: Flask, settings: Settings) -> Callable[[], Component]:
    check = DatabaseCheck(lambda: connect_redis_briefly(settings, patience_seconds=5))

    def look() -> Component:
        with app.app_context():
            return check()

    return look
