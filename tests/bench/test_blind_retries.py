"""The chaos run of publishing sees blind retries: a create that is sent again without a look in between."""

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from bench.chaos.blind_retries import count_blind
from bench.chaos.naive import naive_platform, naive_post, publish_naively
from fsp.destinations.contract import Platform
from fsp.errors import FspError
from testbed.places import Place, places

HAS_NO_HANDLE = ("wordpress", "ghost")
KNOWS_A_REPEAT = ("mastodon", "bluesky", "s3", "webhook")


@pytest.fixture(scope="module")
def running() -> Iterator[dict[str, Place]]:
    with places() as started:
        yield {place.platform: place for place in started}


def create_twice(place: Place, number: int, between: Callable[[Platform], object]) -> int:
    """Create a post whose answer is lost, do something, and create it again; return how many creates were blind."""
    platform = naive_platform(place)
    place.server.log.clear()
    with suppress(FspError):
        place.server.fail_next("cut-after", on="POST")
        platform.create(naive_post(number))
    between(platform)
    with suppress(FspError):
        platform.create(naive_post(number))
    return count_blind(place.platform, place.server.log)


@pytest.mark.parametrize("name", HAS_NO_HANDLE)
def test_a_create_that_is_repeated_without_a_look_is_blind(running: dict[str, Place], name: str) -> None:
    assert create_twice(running[name], 1, lambda _: None) == 1


@pytest.mark.parametrize("name", HAS_NO_HANDLE)
def test_a_look_makes_the_next_create_deliberate(running: dict[str, Place], name: str) -> None:
    assert create_twice(running[name], 2, lambda platform: platform.find(naive_post(2))) == 0


@pytest.mark.parametrize("name", HAS_NO_HANDLE)
def test_a_look_that_fails_does_not(running: dict[str, Place], name: str) -> None:
    def fail_to_look(platform: Platform) -> None:
        running[name].server.fail_next(503, on="GET")
        with pytest.raises(FspError):
            platform.find(naive_post(3))

    assert create_twice(running[name], 3, fail_to_look) == 1


@pytest.mark.parametrize("name", KNOWS_A_REPEAT)
def test_a_repeat_that_the_platform_recognises_is_not_blind(running: dict[str, Place], name: str) -> None:
    assert create_twice(running[name], 4, lambda _: None) == 0


def test_a_naive_publisher_doubles_posts_at_the_same_servers() -> None:
    naive = publish_naively(30, seed=1)

    assert naive.doubled > 0
    assert naive.blind >= naive.doubled
