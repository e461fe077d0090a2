"""How many requests a post costs at each platform: what is not needed to publish it once is not sent."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from fsp.clock import utc_now
from fsp.destinations.catalogue import platform_class
from fsp.destinations.contract import Platform, Post
from fsp.destinations.session_store import MemorySession
from testbed.places import Place, places
from testbed.platforms.forem import ForemServer
from tests.destinations.tools import post, tools

COUNTS = {
    "wordpress": (4, 2, 3),
    "ghost": (2, 2, 2),
    "mastodon": (4, 2, 1),
    "bluesky": (3, 2, 1),
    "s3": (4, 2, 3),
    "webhook": (1, 1, 1),
    "forem": (2, 2, 1),
}
"""For a post without images and tags: to look for it and create it, to look at it and update it, and to remove it.

A worker asks WordPress for its API, Mastodon for the account and Bluesky for a session once, not for each post: the
second post costs less by `ONCE`.
"""
ONCE = {"wordpress": 1, "mastodon": 2, "bluesky": 1}


@pytest.fixture(scope="module")
def running() -> Iterator[dict[str, Place]]:
    with places() as running, ForemServer().running() as forem:
        forem_place = Place("forem", forem, {"server": forem.url}, {"api_key": forem.key}, list)
        yield {place.platform: place for place in (*running, forem_place)}


@pytest.mark.parametrize("name", COUNTS)
def test_a_post_costs_these_requests(running: dict[str, Place], name: str) -> None:
    place, kind, worker = running[name], platform_class(name), _Worker()

    def platform() -> Platform:
        settings = kind.SettingsModel.model_validate(place.settings)
        credentials = kind.CredentialsModel.model_validate(place.credentials)
        return kind(settings, credentials, tools(memory=worker.memory, session=worker.session, now=utc_now))

    def count() -> int:
        number = len(place.server.requests)
        place.server.requests.clear()
        return number

    first = publish(platform, post(key="first", slug="first", tags=()))
    counts = [count()]
    change(platform(), first, post(key="first", slug="first", title="Higher", text="Higher beds.", tags=()))
    counts.append(count())
    platform().remove(first)
    counts.append(count())
    address = "https://garden.example/second/"
    publish(platform, post(key="second", slug="second", canonical_url=address, text=f"Peas {address}", tags=()))

    assert tuple(counts) == COUNTS[name]
    assert count() == counts[0] - ONCE.get(name, 0)


@dataclass
class _Worker:
    """What a worker keeps for a destination from one post to the next."""

    memory: dict[str, Any] = field(default_factory=dict)
    session: MemorySession = field(default_factory=MemorySession)


def publish(platform: Callable[[], Platform], new: Post) -> str:
    """Look for a post and create it, as a delivery does: with one client for each of the two; return its id."""
    if platform().abilities.finds:
        assert platform().find(new) is None
    return platform().create(new).external_id


def change(platform: Platform, external_id: str, changed: Post) -> None:
    """Look at a post and update it, as a delivery does."""
    if platform.abilities.reads:
        assert platform.read(external_id)
    platform.update(changed, external_id)
