"""A real Micropub server: the contract of platforms, restoring, and what its test says."""

from collections.abc import Iterator
from typing import cast

import pytest

from fsp.destinations.contract import Post
from testbed.platforms.real.micropub import RealMicropub, installed_folder, real_micropub
from testbed.platforms.real.micropub_proxy import ENDPOINT, MicropubProxy
from testbed.platforms.server import PlatformServer
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.tools import image, post, tools


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealMicropub]:
    """Run one site for this file."""
    with real_micropub(installed_folder(), tmp_path_factory.mktemp("micropub")) as site:
        yield site


@pytest.fixture
def proxy(site: RealMicropub) -> Iterator[MicropubProxy]:
    """Return an empty site behind a server that injects faults."""
    with MicropubProxy(site).running() as server:
        server.empty()
        yield server


def edit(server: PlatformServer, url: str) -> None:
    cast(MicropubProxy, server).act(action="update", url=url, replace={"name": ["By hand"]})


def delete(server: PlatformServer, url: str) -> None:
    cast(MicropubProxy, server).act(action="delete", url=url)


def add_look_alike(server: PlatformServer, post: Post) -> None:
    properties = {"name": [post.title], "content": [{"html": post.html}], "category": list(post.tags)}
    cast(MicropubProxy, server).act(type=["h-entry"], properties=properties)


class TestContractOfTheRealMicropub(PlatformContract):
    @pytest.fixture
    def subject(self, proxy: MicropubProxy) -> Subject:
        return Subject(
            proxy,
            lambda tools: proxy.account(tools, lists_posts=True, reads=True),
            creates=f"POST {ENDPOINT}",
            secrets=(proxy.site.tokens["full"],),
            edit_by_hand=edit,
            delete_by_hand=delete,
            add_look_alike=add_look_alike,
        )


def test_the_check_finds_the_endpoint_and_that_posts_can_be_read(proxy: MicropubProxy) -> None:
    results = proxy.account(tools(), endpoint="").check()

    assert [result for result in results if not result.is_ok] == []
    learned = {name: value for result in results for name, value in result.learned.items()}
    assert learned == {"endpoint": f"{proxy.url}{ENDPOINT}", "reads": "yes"}
    assert proxy.posts == {}


@pytest.mark.parametrize(
    ("user", "seen"),
    [("nobody", ["127.0.0.1 answered 401."]), ("writer", ["lacks the scopes delete", "may not upload images"])],
)
def test_a_check_names_what_a_token_may_not_do(proxy: MicropubProxy, user: str, seen: list[str]) -> None:
    failed = [result for result in proxy.account(tools(), user).check() if not result.is_ok]

    assert len(failed) == len(seen)
    assert all(part in result.seen for part, result in zip(seen, failed, strict=True))
    assert all("credentials" in result.fix or "scope" in result.fix for result in failed)


@pytest.mark.parametrize("user", ["full", "plain"])
def test_a_post_with_images_is_restored_or_created_again(proxy: MicropubProxy, user: str) -> None:
    shared, beds = tools(), image()
    source = post(html=f'<p><img src="media:{beds.sha256}"></p>', images=(beds,), cover=beds)
    platform = proxy.account(shared, user, lists_posts=True)
    sent = platform.create(source)
    platform.remove(sent.external_id)

    again = platform.create(post(key="item-7-1", title="Again"))

    assert (again.external_id == sent.external_id) is (user == "full")
    assert [entry["name"] for entry in proxy.posts.values()] == [["Again"]]
    assert len(proxy.sent("POST /indieweb/media/")) == 1
