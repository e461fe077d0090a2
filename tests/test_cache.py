"""A cache belongs to its module and to one application."""

from datetime import timedelta

from flask import Flask

from fsp.app import create_app
from fsp.cache import Cache
from fsp.clock import utc_now
from fsp.settings import Settings

NOW = utc_now()
LASTS = timedelta(seconds=30)


def test_a_value_is_read_again_when_it_is_too_old_or_of_the_future(core: Flask) -> None:
    cache, reads = Cache[int](lasts=LASTS), iter(range(9))

    with core.app_context():
        ages = [timedelta(), timedelta(seconds=29), LASTS, timedelta(seconds=29)]
        values = [cache.get(lambda: next(reads), NOW + age).value for age in ages]

    assert values == [0, 0, 1, 2]


def test_two_caches_never_share_a_value(core: Flask) -> None:
    numbers, words = Cache[int](lasts=LASTS), Cache[str](lasts=LASTS)

    with core.app_context():
        assert numbers.get(lambda: 1, NOW).value == 1
        assert words.get(lambda: "one", NOW).value == "one"
        assert numbers.get(lambda: 2, NOW).value == 1


def test_two_applications_never_share_a_value(core: Flask, settings: Settings) -> None:
    cache = Cache[str](lasts=LASTS)

    with core.app_context():
        cache.get(lambda: "first", NOW)
    with create_app(settings).app_context():
        assert cache.get(lambda: "second", NOW).value == "second"


def test_what_could_not_be_read_is_not_cached(core: Flask) -> None:
    cache = Cache[int](lasts=LASTS)

    with core.app_context():
        try:
            cache.get(lambda: 1 // 0, NOW)
        except ZeroDivisionError:
            value = cache.get(lambda: 7, NOW).value

    assert value == 7
