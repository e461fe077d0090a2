"""A real Bluesky server: the contract of platforms, places of links in bytes, images, sessions and rights."""

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import pytest

from fsp.clock import utc_now
from fsp.destinations.bluesky.platform import BlueskyPlatform
from fsp.destinations.contract import Post, Tools
from fsp.destinations.session_store import MemorySession
from fsp.errors import PermanentFailure
from testbed.platforms.real.bluesky import installed_folder, real_bluesky
from testbed.platforms.real.bluesky_proxy import PUT, BlueskyProxy
from testbed.platforms.server import PlatformServer
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.tools import image, post, tools


@pytest.fixture(scope="module")
def proxy_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlueskyProxy]:
    """Run one server for this file, with one session: it allows 30 logins in five minutes."""
    with real_bluesky(installed_folder(), tmp_path_factory.mktemp("bluesky")) as site:
        yield BlueskyProxy(site, MemorySession())


@pytest.fixture
def proxy(proxy_of_all: BlueskyProxy) -> Iterator[BlueskyProxy]:
    """Return an account without posts behind a server that injects faults."""
    proxy_of_all.reset()
    with proxy_of_all.running():
        yield proxy_of_all


def key_of(external_id: str) -> str:
    return external_id.rpartition("/")[2]


def record(text: str) -> dict[str, str]:
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-30T11:59:00.000Z"}


def edit(server: PlatformServer, external_id: str) -> None:
    cast(BlueskyProxy, server).write("putRecord", rkey=key_of(external_id), record=record("By hand"))


def delete(server: PlatformServer, external_id: str) -> None:
    cast(BlueskyProxy, server).write("deleteRecord", rkey=key_of(external_id))


def add_look_alike(server: PlatformServer, post: Post) -> None:
    cast(BlueskyProxy, server).write("createRecord", record=record(post.text))


def connected(proxy: BlueskyProxy, plain: Tools | None = None, **account: str) -> BlueskyPlatform:
    return proxy.account(replace(plain or tools(), now=utc_now, session=proxy.session), **account)


class TestContractOfTheRealBluesky(PlatformContract):
    @pytest.fixture
    def subject(self, proxy: BlueskyProxy) -> Subject:
        return Subject(
            proxy,
            lambda tools: connected(proxy, tools),
            creates=PUT,
            secrets=(proxy.site.app_password,),
            edit_by_hand=edit,
            delete_by_hand=delete,
            add_look_alike=add_look_alike,
            text_of_length=lambda length: "👩‍👩‍👧‍👦é각" + "é" * (length - 3),
        )


def test_places_of_links_and_hashtags_are_those_of_the_stored_bytes(proxy: BlueskyProxy) -> None:
    text = "Grüße 👩‍👩‍👧‍👦 https://garden.example/größe/ und #Gärten (https://garden.example/b)"

    sent = connected(proxy).create(post(text=text))

    stored = proxy.posts[sent.external_id]
    data = stored["text"].encode()
    places = [data[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode() for facet in stored["facets"]]
    assert places == ["https://garden.example/größe/", "#Gärten", "https://garden.example/b"]


def test_images_are_stored_with_alt_texts(proxy: BlueskyProxy) -> None:
    images = tuple(image(f"beds-{number}.png") for number in range(6))

    sent = connected(proxy, attachment="images").create(post(images=images))

    embedded = proxy.posts[sent.external_id]["embed"]["images"]
    assert [each["alt"] for each in embedded] == ["Raised beds in May"] * 4
    assert connected(proxy).read(sent.external_id)


def test_a_text_of_too_many_bytes_is_refused_as_its_count_says(proxy: BlueskyProxy) -> None:
    platform = connected(proxy)
    text = "👩‍👩‍👧‍👦" * 130

    assert platform.length(text) == 130
    assert len(text.encode()) > 3_000
    with pytest.raises(PermanentFailure):
        platform.create(post(text=text))


def test_a_check_names_the_cause(proxy: BlueskyProxy) -> None:
    def failed(**account: str) -> list[tuple[str, str]]:
        plain = replace(tools(), now=utc_now)
        results = proxy.account(plain, **account).check()
        return [(result.name, result.seen) for result in results if not result.is_ok]

    assert failed() == []
    assert [name for name, _ in failed(password="wrong-wrong")] == ["Account"]
    assert [name for name, _ in failed(handle="nobody.test")] == ["Account"]
    assert proxy.posts == {}
