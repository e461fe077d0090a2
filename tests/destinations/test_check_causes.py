"""What the test of an account names on Mastodon, Bluesky and Forem: TLS, host, clock and redirects, within 10 s."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fsp.destinations.bluesky.account import BlueskyCredentials, BlueskySettings
from fsp.destinations.bluesky.platform import BlueskyPlatform
from fsp.destinations.contract import CheckResult, Platform
from fsp.destinations.forem.account import ForemCredentials, ForemSettings
from fsp.destinations.forem.platform import ForemPlatform
from fsp.destinations.mastodon.account import MastodonCredentials, MastodonSettings
from fsp.destinations.mastodon.platform import MastodonPlatform
from testbed.platforms.bluesky import BlueskyServer
from testbed.platforms.forem import ForemServer
from testbed.platforms.mastodon import MastodonServer
from tests.destinations.tools import NOW, client, tools


def mastodon(server: Any, url: str, **changes: Any) -> Platform:
    credentials = MastodonCredentials.model_validate({"token": server.token})
    return MastodonPlatform(MastodonSettings(server=url), credentials, tools(**changes))


def bluesky(server: Any, url: str, **changes: Any) -> Platform:
    credentials = BlueskyCredentials.model_validate({"app_password": server.password})
    return BlueskyPlatform(BlueskySettings(handle=server.handle, service=url), credentials, tools(**changes))


def forem(server: Any, url: str, **changes: Any) -> Platform:
    credentials = ForemCredentials.model_validate({"api_key": server.key})
    return ForemPlatform(ForemSettings(server=url), credentials, tools(**changes))


KINDS = {"mastodon": (MastodonServer, mastodon), "bluesky": (BlueskyServer, bluesky), "forem": (ForemServer, forem)}
Place = tuple[Any, Callable[..., Platform]]


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    kind, connect = KINDS[request.param]
    with kind().running() as server:
        yield server, connect


def failed(results: list[CheckResult]) -> CheckResult:
    [failure] = [result for result in results if not result.is_ok]
    return failure


def test_a_server_without_tls_is_named(place: Place) -> None:
    server, connect = place

    failure = failed(connect(server, server.url.replace("http://", "https://")).check())

    assert "answers without TLS" in failure.seen
    assert "TLS certificate" in failure.fix


def test_a_wrong_host_is_named(place: Place) -> None:
    server, connect = place

    def resolve(host: str, port: int) -> list[str]:
        raise OSError

    failure = failed(connect(server, "https://nowhere.example", http=client(resolve=resolve)).check())

    assert "nowhere.example" in failure.seen
    assert "Check the host name" in failure.fix


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_clock_that_is_off_is_named(place: Place, minutes: int) -> None:
    server, connect = place
    server.now = NOW + timedelta(minutes=minutes)

    failure = failed(connect(server, server.url).check())

    assert failure.name == "Clock"
    assert "600 s" in failure.seen


def test_a_redirect_names_its_target(place: Place) -> None:
    server, connect = place
    server.fail_next(301, headers={"Location": "https://new.example/"})

    assert "https://new.example/" in failed(connect(server, server.url).check()).fix


def test_an_address_in_the_internal_network_needs_the_setting(place: Place) -> None:
    server, connect = place

    failure = failed(connect(server, server.url, http=replace(client(), allow_internal=False)).check())

    assert "FSP_DESTINATIONS_ALLOW_INTERNAL" in failure.fix
