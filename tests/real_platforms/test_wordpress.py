"""A real WordPress: the contract of platforms, and the behaviours that surprise."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from fsp.clock import utc_now
from fsp.destinations.contract import Post, Tools
from fsp.destinations.wordpress.platform import WordPress
from fsp.destinations.wordpress.settings import WordPressCredentials, WordPressSettings
from fsp.errors import ServiceUnavailable
from testbed.platforms.real.wordpress import PLAIN, RealWordPress, real_wordpress
from testbed.platforms.real.wordpress_proxy import WordPressProxy
from testbed.platforms.server import PlatformServer
from tests.destinations.platform_contract import PlatformContract, Subject
from tests.destinations.tools import post
from tests.destinations.wordpress.behaviours import WordPressBehaviours
from tests.destinations.wordpress.site import Site
from tests.publishing.elsewhere import MakeItem, Place, add_place, check_life_of_a_post, pictured_item
from tests.publishing.journal import Journals


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
            edit_by_hand=edit_by_hand,
            delete_by_hand=_delete_by_hand,
            add_look_alike=_add_look_alike,
            lost_answers=20,
        )


class TestBehavioursOfTheRealWordPress(WordPressBehaviours):
    CUTS = int(os.environ.get("FSP_CUTS", "20"))

    @pytest.fixture
    def site(self, proxy: WordPressProxy) -> Site:
        return Site(proxy, proxy.site.passwords, utc_now)

    @pytest.fixture
    def plain_site(self, proxy: WordPressProxy) -> Iterator[Site]:
        proxy.site.reset(PLAIN)
        yield Site(proxy, proxy.site.passwords, utc_now)
        proxy.site.reset()


class TestCheckOfTheRealWordPress:
    @pytest.fixture
    def site(self, proxy: WordPressProxy) -> Site:
        return Site(proxy, proxy.site.passwords, utc_now)

    @pytest.mark.parametrize(
        ("plugin", "name", "seen"),
        [
            ("add_filter('wp_is_application_passwords_available', '__return_false');", "TLS", "has no TLS"),
            (
                "add_filter('rest_authentication_errors', fn() => new WP_Error('off', 'Off.', ['status' => 401]));",
                "API",
                "switched off: Off.",
            ),
            (
                "remove_action('template_redirect', 'rest_output_link_header', 11);"
                "remove_action('wp_head', 'rest_output_link_wp_head'); add_filter('rest_enabled', '__return_false');"
                "add_action('parse_request', fn($wp) => empty($wp->query_vars['rest_route']) || wp_die('', 404), 1);",
                "Reachable",
                "REST API is switched off",
            ),
        ],
    )
    def test_what_a_plugin_switched_off_is_named(self, site: Site, plugin: str, name: str, seen: str) -> None:
        assert isinstance(site.server, WordPressProxy)

        with site.server.site.with_plugin(plugin):
            failed = [result for result in site.account().check() if not result.is_ok]

        assert [(result.name, seen in result.seen) for result in failed] == [(name, True)], failed

    def test_a_notice_of_a_plugin_before_the_json_does_not_hide_the_answer(self, site: Site) -> None:
        assert isinstance(site.server, WordPressProxy)

        with site.server.site.with_plugin("echo '<b>Notice</b>: Undefined index in <b>x.php</b>';"):
            sent = site.account().create(replace(post(tags=("Garden",)), published_at=site.now()))
            again = site.account().find(post())
            failed = [result for result in site.account().check() if not result.is_ok]

        assert (again, failed) == (sent, [])
        assert [row["id"] for row in site.all_posts()] == [int(sent.external_id)]

    def test_a_password_that_a_plugin_drops_is_a_cause_too(self, site: Site) -> None:
        assert isinstance(site.server, WordPressProxy)
        site.post("wp/v2/posts", title="By admin", content="x", status="publish")

        names = ("HTTP_AUTHORIZATION", "PHP_AUTH_USER", "PHP_AUTH_PW")
        with site.server.site.with_plugin("".join(f"unset($_SERVER['{name}']);" for name in names)):
            (failed,) = [result for result in site.account().check() if not result.is_ok]

        assert "does not reach WordPress" in failed.seen
        assert "drops the header Authorization" in failed.fix

    def test_a_page_that_says_coming_soon_does_not_hide_the_api(self, site: Site) -> None:
        assert isinstance(site.server, WordPressProxy)

        plugin = "add_action('template_redirect', fn() => wp_die('Soon', '', ['response' => 503]), 0);"
        with site.server.site.with_plugin(plugin):
            failed = [result for result in site.account().check() if not result.is_ok]
            sent = site.account().create(replace(post(), published_at=site.now()))

        assert (failed, [row["id"] for row in site.all_posts()]) == ([], [int(sent.external_id)])

    def test_maintenance_is_named_and_waited_for(self, site: Site) -> None:
        assert isinstance(site.server, WordPressProxy)

        with site.server.site.in_maintenance():
            failed = [result for result in site.account().check() if not result.is_ok]
            with pytest.raises(ServiceUnavailable) as raised:
                site.account().create(post())

        assert [result.name for result in failed] == ["Reachable"]
        assert raised.value.retry_after_seconds == 600
        assert site.all_posts() == []

    def test_a_wrong_user_and_a_wrong_password_are_told_apart(self, site: Site) -> None:
        site.post("wp/v2/posts", title="By admin", content="x", status="publish")

        seen = [result.seen for result in site.account("nobody").check() if not result.is_ok]
        seen += [result.seen for result in site.account(password="wrong").check() if not result.is_ok]

        assert 'shows no author "nobody"' in seen[0]
        assert 'password of "admin" is wrong' in seen[1]


def test_the_life_of_a_post(proxy: WordPressProxy, journal: Journals, make_item: MakeItem) -> None:
    settings = {"url": proxy.url, "username": "author"}
    row = add_place(journal, "wordpress", settings, {"application_password": proxy.site.passwords["author"]})
    place = Place(proxy, row, "POST /wp-json/wp/v2/posts", "POST /wp-json/wp/v2/media", edit_by_hand)

    check_life_of_a_post(place, journal, pictured_item(journal, make_item))


def _account(proxy: WordPressProxy, tools: Tools) -> WordPress:
    settings = WordPressSettings(url=proxy.url, username="admin")
    credentials = WordPressCredentials(application_password=proxy.site.passwords["admin"])
    return WordPress(settings, credentials, replace(tools, now=utc_now))


def edit_by_hand(server: PlatformServer, number: str) -> None:
    """Change the title of a post as a person would."""
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
