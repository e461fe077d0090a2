"""The watch: all at once, never twice, never for longer than the limit."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import redis

from fsp.health.component import Component
from fsp.health.watch import KEPT_SECONDS, Check, Watch

FINE = Component("part", "healthy", "")


def test_many_callers_cause_one_look_in_five_seconds() -> None:
    now, looks = [0.0], []
    watch = Watch({"part": Check(lambda: looks.append(1) or FINE, 60)}, monotonic=lambda: now[0])

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: watch.read(), range(500)))
    now[0] = KEPT_SECONDS
    watch.read()

    assert (len(looks), answers[0], len(answers)) == (2, [FINE], 500)


def test_a_look_that_hangs_is_unhealthy_and_not_begun_again() -> None:
    release, looks, now = threading.Event(), [], [0.0]

    def hang() -> Component:
        looks.append(1)
        release.wait(30)
        return FINE

    watch = Watch({"slow": Check(hang, 0.05), "part": Check(lambda: FINE, 60)}, monotonic=lambda: now[0])

    started = time.monotonic()
    slow, fine = watch.read()
    now[0] = KEPT_SECONDS
    watch.read()
    release.set()

    assert (slow.status, fine.status, "timed out" in slow.message) == ("unhealthy", "healthy", True)
    assert len(looks) == 1
    assert time.monotonic() - started < 5


def test_what_an_absent_redis_would_have_told_is_unknown() -> None:
    def ask() -> Component:
        raise redis.exceptions.ConnectionError("redis://:secret@host")

    (result,) = Watch({"part": Check(ask, 1)}).read()

    assert (result.status, "secret" in result.message) == ("unknown", False)


def test_the_last_look_is_told_without_looking() -> None:
    now = [0.0]
    watch = Watch({"part": Check(lambda: FINE, 60)}, monotonic=lambda: now[0])
    before = watch.last
    watch.read()
    now[0] = 12.0

    assert (before, watch.last) == (([], None), ([FINE], 12.0))


def test_while_one_looks_the_others_are_told_what_was_seen_before() -> None:
    entered, release, now, looks = threading.Event(), threading.Event(), [0.0], []

    def hang_later() -> Component:
        looks.append(1)
        if len(looks) > 1:
            entered.set()
            release.wait(30)
        return Component("part", "healthy", f"look {len(looks)}")

    watch = Watch({"part": Check(hang_later, 30)}, monotonic=lambda: now[0])
    watch.read()
    now[0] = KEPT_SECONDS

    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(watch.read)
        assert entered.wait(30)
        meanwhile = [watch.read()[0].message for _ in range(100)]
        release.set()

    assert (set(meanwhile), looking.result()[0].message, len(looks)) == ({"look 1"}, "look 2", 2)


def test_a_look_that_fails_is_a_finding() -> None:
    (result,) = Watch({"part": Check(lambda: Component(str(1 / 0), "", ""), 60)}).read()

    assert (result.name, result.status, "ZeroDivisionError" in result.message) == ("part", "unhealthy", True)
