"""Ghost fulfils the contract of platforms."""

from collections.abc import Iterator

import pytest

from fsp.destinations.contract import Post, Tools
from fsp.destinations.ghost.platform import Ghost
from fsp.destinations.ghost.settings import GhostCredentials, GhostSettings
from testbed.platforms.ghost import SECRET, GhostServer
from testbed.platforms.server import PlatformServer
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.tools import NOW


class TestGhostContract(PlatformContract):
    @pytest.fixture
    def subject(self) -> Iterator[Subject]:
        server = GhostServer()
        server.clock = lambda: NOW
        with server.running():
            yield Subject(
                server,
                lambda tools: account(server, tools),
                creates="POST /ghost/api/admin/posts/",
                secrets=(SECRET, server.admin_api_key),
                edit_by_hand=lambda server, number: server.posts[number].update(title="By hand"),
                delete_by_hand=delete_by_hand,
                add_look_alike=add_look_alike,
            )


def account(server: GhostServer, tools: Tools) -> Ghost:
    credentials = GhostCredentials.model_validate({"admin_api_key": server.admin_api_key})
    return Ghost(GhostSettings(url=server.url), credentials, tools)


def delete_by_hand(server: PlatformServer, number: str) -> None:
    del server.posts[number]


def add_look_alike(server: PlatformServer, post: Post) -> None:
    number = f"{int(server.new_id()):024x}"
    server.posts[number] = {
        "id": number,
        "title": post.title,
        "slug": post.slug,
        "html": post.html,
        "status": "published",
        "created_at": "2026-11-30T11:59:00.000Z",
        "updated_at": "2026-11-30T11:59:00.000Z",
        "tags": [],
    }
