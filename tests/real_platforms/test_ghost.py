"""A real Ghost: the contract of platforms, and the behaviours that surprise."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fsp.clock import utc_now
from fsp.destinations.contract import Post, Tools
from fsp.destinations.ghost.platform import Ghost
from fsp.destinations.ghost.settings import GhostCredentials, GhostSettings
from fsp.errors import PermanentFailure
from testbed.platforms.real.ghost import RealGhost, real_ghost
from testbed.platforms.real.ghost_proxy import API, GhostProxy
from testbed.platforms.server import PlatformServer
from tests.destinations.ghost.behaviours import GhostBehaviours
from tests.destinations.ghost.site import Site, due
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.tools import post
from tests.publishing.elsewhere import MakeItem, Place, add_place, check_life_of_a_post, pictured_item
from tests.publishing.journal import Journals

INSTALLED = Path(os.environ.get("FSP_GHOST", "build/ghost")).absolute()
"""Where testbed/platforms/real/install put Ghost."""


@pytest.fixture(scope="module")
def ghost(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealGhost]:
    """Run one Ghost for this file."""
    with real_ghost(INSTALLED, tmp_path_factory.mktemp("ghost")) as site:
        yield site


@pytest.fixture
def proxy(ghost: RealGhost) -> Iterator[GhostProxy]:
    """Return an empty site behind a server that injects faults."""
    with GhostProxy(ghost).running() as server:
        server.empty()
        yield server


class TestContractOfTheRealGhost(PlatformContract):
    @pytest.fixture
    def subject(self, proxy: GhostProxy) -> Subject:
        return Subject(
            proxy,
            lambda tools: _account(proxy, tools),
            creates="POST /ghost/api/admin/posts/",
            secrets=(proxy.site.admin_api_key,),
            edit_by_hand=_edit_by_hand,
            delete_by_hand=_delete_by_hand,
            add_look_alike=_add_look_alike,
            lost_answers=20,
        )


class TestBehavioursOfTheRealGhost(GhostBehaviours):
    CUTS = int(os.environ.get("FSP_CUTS", "20"))

    @pytest.fixture
    def site(self, proxy: GhostProxy) -> Site:
        return Site(proxy, proxy.site.admin_api_key)

    @pytest.mark.parametrize("role", ["Author", "Editor", "Administrator"])
    def test_a_staff_user_publishes_changes_and_removes_posts(self, site: Site, role: str) -> None:
        assert isinstance(site.server, GhostProxy)
        account = site.account(key=site.server.site.add_staff(role))

        sent = account.create(due(post(), site))
        match = account.find(post())
        account.update(due(post(title="Edited"), site), sent.external_id)
        title = site.stored(sent.external_id)["title"]
        account.remove(sent.external_id)

        assert ([result for result in account.check() if not result.is_ok], match, title) == ([], sent, "Edited")
        assert account.read(sent.external_id) is None

    def test_a_contributor_creates_nothing(self, site: Site) -> None:
        assert isinstance(site.server, GhostProxy)
        account = site.account(key=site.server.site.add_staff("Contributor"), status="draft")

        with pytest.raises(PermanentFailure, match="Contributor"):
            account.create(due(post(), site))

        assert site.all_posts() == []


def test_the_life_of_a_post(proxy: GhostProxy, journal: Journals, make_item: MakeItem) -> None:
    row = add_place(journal, "ghost", {"url": proxy.url}, {"admin_api_key": proxy.site.admin_api_key})
    place = Place(proxy, row, f"POST {API}/posts/", f"POST {API}/images/upload/", _edit_by_hand)

    check_life_of_a_post(place, journal, pictured_item(journal, make_item))


def _account(proxy: GhostProxy, tools: Tools) -> Ghost:
    credentials = GhostCredentials.model_validate({"admin_api_key": proxy.site.admin_api_key})
    return Ghost(GhostSettings(url=proxy.url), credentials, replace(tools, now=utc_now))


def _edit_by_hand(server: PlatformServer, number: str) -> None:
    assert isinstance(server, GhostProxy)
    fields = {"title": "By hand", "updated_at": server.posts[number]["updated_at"]}
    server.as_integration("PUT", f"/posts/{number}/", {"posts": [fields]})


def _delete_by_hand(server: PlatformServer, number: str) -> None:
    assert isinstance(server, GhostProxy)
    server.as_integration("DELETE", f"/posts/{number}/")


def _add_look_alike(server: PlatformServer, post: Post) -> None:
    assert isinstance(server, GhostProxy)
    fields = {
        "title": post.title,
        "html": post.html,
        "custom_excerpt": post.summary,
        "status": "published",
        "slug": post.slug,
    }
    server.as_integration("POST", "/posts/", {"posts": [fields]}, source="html")
