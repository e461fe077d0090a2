"""The test of a WordPress account names what is wrong, and the fix."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from fsp.destinations.contract import CheckResult
from testbed.platforms.messages import Response
from testbed.platforms.wordpress import WordPressServer
from testbed.processes import free_port
from tests.destinations.tools import NOW, client, tools
from tests.destinations.wordpress.site import Site
from tests.destinations.wordpress.test_behaviours import loopback_site


@pytest.fixture
def site() -> Iterator[Site]:
    site = loopback_site()
    with site.server.running():
        yield site


def failure(results: list[CheckResult]) -> CheckResult:
    """Return the only failure."""
    (failed,) = [result for result in results if not result.is_ok]
    assert failed.fix
    return failed


def wordpress(site: Site) -> WordPressServer:
    assert isinstance(site.server, WordPressServer)
    return site.server


def test_a_good_account_is_named_with_its_rights_and_limits(site: Site) -> None:
    results = site.account("author").check()

    assert [result.name for result in results] == [
        *("Reachable", "API", "TLS", "User", "May publish", "May upload", "Limits", "Clock")
    ]
    assert all(result.is_ok for result in results)
    assert [request.path for request in site.server.requests] == ["/", "/wp-json/", "/wp-json/wp/v2/users/me"]


def test_a_wrong_host_is_named(site: Site) -> None:
    failed = failure(site.account(url=f"http://127.0.0.1:{free_port()}").check())

    assert (failed.name, "gave no answer" in failed.seen) == ("Reachable", True)
    assert "the host and the port" in failed.fix


def test_a_host_without_an_address_is_named(site: Site) -> None:
    failed = failure(site.account(url="https://no-such-host.invalid").check())

    assert (failed.name, "has no address" in failed.seen) == ("Reachable", True)


def test_a_server_without_tls_is_named(site: Site) -> None:
    failed = failure(site.account(url=site.server.url.replace("http://", "https://")).check())

    assert (failed.name, "without TLS" in failed.seen) == ("Reachable", True)


def test_a_site_that_wants_tls_is_named(site: Site) -> None:
    wordpress(site).accepts_passwords = False

    failed = failure(site.account().check())

    assert (failed.name, "no TLS" in failed.seen) == ("TLS", True)
    assert "https://" in failed.fix


def test_a_wrong_path_is_named(site: Site) -> None:
    page = Response(404, headers={"Content-Type": "text/html"}, body=b"<h1>Not Found</h1>")
    wordpress(site).elsewhere = page

    failed = failure(site.account(url=f"{site.server.url}/blog").check())

    assert (failed.name, "no WordPress at this path" in failed.seen) == ("Reachable", True)
    assert "folder" in failed.fix


def test_an_api_that_is_switched_off_is_named(site: Site) -> None:
    wordpress(site).has_api = False

    failed = failure(site.account().check())

    assert (failed.name, "REST API is switched off" in failed.seen) == ("Reachable", True)


def test_an_api_that_is_on_for_users_only_names_the_password_too(site: Site) -> None:
    fault = {"code": "rest_cannot_access", "message": "Only authenticated users can access the REST API."}
    site.server.fail_next(401, fields=fault, on="GET /wp-json/")

    failed = failure(site.account().check())

    assert failed.seen == "The REST API is switched off: Only authenticated users can access the REST API."
    assert "the user or the application password is wrong" in failed.fix


def test_an_api_that_the_web_server_blocks_is_named(site: Site) -> None:
    site.server.fail_next(403, headers={"Content-Type": "text/html"}, body=b"<h1>403</h1>", on="GET /wp-json/")

    failed = failure(site.account().check())

    assert (failed.name, "switched off: 127.0.0.1 answers 403" in failed.seen) == ("API", True)


def test_a_redirect_is_named_with_its_target(site: Site) -> None:
    site.server.fail_next(301, headers={"Location": "https://www.garden.example/"}, count=5, on="GET /")

    failed = failure(site.account().check())

    assert "https://www.garden.example/" in failed.fix


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("invalid_username", 'There is no user "gardener"'),
        ("incorrect_password", 'The application password of "gardener" is wrong'),
        ("rest_not_logged_in", 'It shows no author "gardener"'),
    ],
)
def test_a_wrong_user_and_a_wrong_password_are_told_apart(site: Site, code: str, cause: str) -> None:
    site.server.fail_next(401, fields={"code": code, "message": "no"}, on="GET /wp-json/wp/v2/users/me")

    failed = failure(site.account("gardener").check())

    assert (failed.name, cause in failed.seen) == ("User", True)


def test_a_password_that_does_not_reach_wordpress_is_a_cause_too(site: Site) -> None:
    site.post("wp/v2/posts", title="By admin", content="x", status="publish")
    # As if a security plugin had dropped the header.
    fault = {"code": "rest_not_logged_in", "message": "You are not currently logged in."}
    site.server.fail_next(401, fields=fault, on="GET /wp-json/wp/v2/users/me")

    failed = failure(site.account().check())

    assert "does not reach WordPress" in failed.seen
    assert "drops the header Authorization" in failed.fix


@pytest.mark.parametrize("path", ["/wp-admin", "/wp-admin/index.php", "/wp-login.php", "/wp-json/", "/xmlrpc.php"])
def test_the_address_of_the_admin_area_is_that_of_the_site(site: Site, path: str) -> None:
    assert [result for result in site.account(url=f"{site.server.url}{path}").check() if not result.is_ok] == []


def test_a_page_that_says_coming_soon_does_not_hide_the_api(site: Site) -> None:
    page = {"headers": {"Content-Type": "text/html", "Retry-After": "86400"}, "body": b"<h1>Coming soon</h1>"}
    site.server.fail_next(503, count=1, on="GET /", **page)

    assert [result for result in site.account().check() if not result.is_ok] == []


def test_a_home_page_that_is_missing_does_not_hide_the_api(site: Site) -> None:
    link = f'<{site.server.url}/wp-json/>; rel="https://api.w.org/"'
    site.server.fail_next(404, headers={"Link": link}, body=b"<h1>Not found</h1>", on="GET /", count=1)

    assert [result for result in site.account().check() if not result.is_ok] == []


def test_a_user_without_the_right_to_publish_is_named(site: Site) -> None:
    failed = [result for result in site.account("contributor").check() if not result.is_ok]

    assert [result.name for result in failed] == ["May publish", "May upload"]
    assert all("role Author" in result.fix for result in failed)


def test_a_contributor_may_write_drafts(site: Site) -> None:
    failed = failure(site.account("contributor", status="draft").check())

    assert failed.name == "May upload"


def test_a_proxy_that_answers_with_a_page_is_named(site: Site) -> None:
    site.server.fail_next("html", count=9)

    failed = failure(site.account().check())

    assert (failed.name, "proxy" in failed.seen) == ("Reachable", True)


def test_a_proxy_in_front_of_the_api_alone_is_named(site: Site) -> None:
    site.server.fail_next("html", count=9, on="GET /wp-json/")

    failed = failure(site.account().check())

    assert (failed.name, "text/html instead of JSON" in failed.seen) == ("API", True)


@pytest.mark.parametrize("minutes", [-7, 7])
def test_a_clock_that_is_off_is_named(site: Site, minutes: int) -> None:
    site.server.clock = lambda: NOW + timedelta(minutes=minutes)

    failed = failure(site.account().check())

    assert failed.name == "Clock"
    assert f"420 s {'ahead of' if minutes > 0 else 'behind'}" in failed.seen


def test_a_server_that_hangs_ends_the_test_within_ten_seconds(site: Site) -> None:
    site.server.fail_next("slow", count=9)
    hasty = client(total_seconds=0.3)
    started = time.monotonic()

    failed = failure(site.account(with_tools=tools(http=hasty, now=site.now)).check())

    assert time.monotonic() - started < 10
    assert "it took" in failed.seen
