"""The test of a Ghost site names what is wrong, and the fix."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from fsp.destinations.contract import CheckResult
from testbed.platforms.ghost import GhostServer
from testbed.processes import free_port
from tests.destinations.ghost.site import Site
from tests.destinations.tools import NOW


@pytest.fixture
def site() -> Iterator[Site]:
    server = GhostServer()
    server.clock = lambda: NOW
    with server.running():
        yield Site(server, server.admin_api_key, lambda: NOW)


def failures(results: list[CheckResult]) -> list[tuple[str, str]]:
    """Return name and cause of each failure."""
    failed = [result for result in results if not result.is_ok]
    assert all(result.fix for result in failed)
    return [(result.name, result.seen) for result in failed]


def test_a_good_key_is_named_with_its_rights_and_limits(site: Site) -> None:
    results = site.account().check()

    assert [result.name for result in results] == [
        *("Reachable", "TLS", "Clock", "Key", "May publish", "May upload", "Limits")
    ]
    assert failures(results) == []


def test_a_wrong_host_is_named(site: Site) -> None:
    ((name, seen),) = failures(site.account(url=f"http://127.0.0.1:{free_port()}").check())

    assert (name, "gave no answer" in seen) == ("Reachable", True)


def test_a_server_without_tls_is_named(site: Site) -> None:
    ((name, seen),) = failures(site.account(url=site.server.url.replace("http:", "https:")).check())

    assert (name, "without TLS" in seen) == ("Reachable", True)


def test_a_wrong_path_is_named(site: Site) -> None:
    ((name, seen),) = failures(site.account(url=f"{site.server.url}/blog").check())

    assert (name, "no Ghost at this path" in seen) == ("Reachable", True)


def test_an_api_that_is_blocked_is_named(site: Site) -> None:
    site.server.fail_next(403, headers={"Content-Type": "text/html"}, body=b"<h1>Forbidden</h1>")

    ((name, seen),) = failures(site.account().check())

    assert (name, "path of the Admin API" in seen) == ("Reachable", True)


def test_a_proxy_that_answers_with_a_page_is_named(site: Site) -> None:
    site.server.fail_next("html", count=9)

    ((name, seen),) = failures(site.account().check())

    assert (name, "text/html instead of JSON" in seen) == ("Reachable", True)


@pytest.mark.parametrize("minutes", [-7, 7])
def test_a_clock_that_is_off_is_named_before_the_key(site: Site, minutes: int) -> None:
    site.server.clock = lambda: NOW + timedelta(minutes=minutes)

    seen = failures(site.account().check())

    assert seen[0][0] == "Clock"
    assert "420 s" in seen[0][1]


def test_a_staff_user_who_may_only_write_drafts_is_named(site: Site) -> None:
    assert isinstance(site.server, GhostServer)
    account = site.account(key=site.server.staff_token)

    assert [name for name, _ in failures(account.check())] == ["May publish", "May upload"]
    site.server.staff_role = "Author"
    assert failures(account.check()) == []
