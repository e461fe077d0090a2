"""WordPress fulfils the contract of platforms."""

from collections.abc import Iterator
from typing import Any

import pytest

from fsp.destinations.contract import Post, Tools
from fsp.destinations.wordpress.platform import WordPress
from fsp.destinations.wordpress.settings import WordPressCredentials, WordPressSettings
from testbed.platforms.server import PlatformServer
from testbed.platforms.wordpress import WordPressServer
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.tools import NOW


class TestWordPressContract(PlatformContract):
    @pytest.fixture
    def subject(self) -> Iterator[Subject]:
        server = WordPressServer()
        server.clock = lambda: NOW
        with server.running():
            yield Subject(
                server,
                lambda tools: account(server, tools),
                creates="POST /wp-json/wp/v2/posts",
                secrets=("abcd EFGH 1234 ijkl MNOP 5678",),
                edit_by_hand=lambda server, number: server.posts[number].update(title="By hand"),
                delete_by_hand=delete_by_hand,
                add_look_alike=add_look_alike,
            )


def account(server: WordPressServer, tools: Tools, **changes: Any) -> WordPress:
    settings = WordPressSettings(url=server.url, username="admin", **changes)
    return WordPress(settings, WordPressCredentials(application_password="abcd EFGH 1234 ijkl MNOP 5678"), tools)


def add_look_alike(server: PlatformServer, post: Post) -> None:
    number = server.new_id()
    server.posts[number] = {
        "id": int(number),
        "title": post.title,
        "content": post.html,
        "excerpt": post.summary,
        "status": "publish",
        "slug": post.slug,
        "date_gmt": "2026-11-30T11:59:00",
        "author": 1,
        "tags": [],
        "categories": [1],
        "featured_media": 0,
    }


def delete_by_hand(server: PlatformServer, number: str) -> None:
    del server.posts[number]
