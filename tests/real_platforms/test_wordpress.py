"""A real WordPress: the contract of platforms, and the behaviours that surprise."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from fsp.clock import utc_now
from fsp.destinations.contract import Post, Tools
from fsp.destinations.wordpress.platform import WordPress
from fsp.destinations.wordpress.settings import WordPressCredentials, WordPressSettings
from testbed.platforms.real.wordpress import PLAIN, RealWordPress, real_wordpress
from testbed.platforms.real.wordpress_proxy import WordPressProxy
from testbed.platforms.server import PlatformServer
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.wordpress.behaviours import WordPressBehaviours
from tests.destinations.wordpress.site import Site


@pytest.fixture(scope="module")
def wordpress(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealWordPress]:
    """Run one WordPress for this file."""
    with real_wordpress(tmp_path_factory.mktemp("wordpress")) as site:
        yield site


@pytest.fixture
def proxy(wordpress: RealWordPress) -> Iterator[WordPressProxy]:
    """Return an empty site behind a server that injects faults."""
    wordpress.reset()
    with WordPressProxy(wordpress).running() as server:
        yield server


class TestContractOfTheRealWordPress(PlatformContract):
    @pytest.fixture
    def subject(self, proxy: WordPressProxy) -> Subject:
        return Subject(
            proxy,
            lambda tools: _account(proxy, tools),
            creates="POST /wp-json/wp/v2/posts",
            secrets=(proxy.site.passwords["admin"],),
            edit_by_hand=_edit_by_hand,
            delete_by_hand=_delete_by_hand,
            add_look_alike=_add_look_alike,
        )


class TestBehavioursOfTheRealWordPress(WordPressBehaviours):
    @pytest.fixture
    def site(self, proxy: WordPressProxy) -> Site:
        return Site(proxy, proxy.site.passwords, utc_now)

    @pytest.fixture
    def plain_site(self, proxy: WordPressProxy) -> Iterator[Site]:
        proxy.site.reset(PLAIN)
        yield Site(proxy, proxy.site.passwords, utc_now)
        proxy.site.reset()


def _account(proxy: WordPressProxy, tools: Tools) -> WordPress:
    settings = WordPressSettings(url=proxy.url, username="admin")
    credentials = WordPressCredentials(application_password=proxy.site.passwords["admin"])
    return WordPress(settings, credentials, replace(tools, now=utc_now))


def _edit_by_hand(server: PlatformServer, number: str) -> None:
    assert isinstance(server, WordPressProxy)
    server.as_admin("POST", f"wp/v2/posts/{number}", json.dumps({"title": "By hand"}).encode())


def _delete_by_hand(server: PlatformServer, number: str) -> None:
    assert isinstance(server, WordPressProxy)
    server.as_admin("DELETE", f"wp/v2/posts/{number}", force="true")


def _add_look_alike(server: PlatformServer, post: Post) -> None:
    assert isinstance(server, WordPressProxy)
    fields = {
        "title": post.title,
        "content": post.html,
        "excerpt": post.summary,
        "status": "publish",
        "slug": post.slug,
    }
    server.as_admin("POST", "wp/v2/posts", json.dumps(fields).encode())
