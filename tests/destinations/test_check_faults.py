"""What the test of each account says about the same faults: the cause with its fix. Nothing is created."""

import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from fsp.destinations.bluesky.platform import BlueskyPlatform
from fsp.destinations.contract import CheckResult, Platform, Tools
from fsp.destinations.deadline_client import DeadlineClient
from fsp.destinations.forem.platform import ForemPlatform
from fsp.destinations.ghost.platform import Ghost
from fsp.destinations.git.platform import Git
from fsp.destinations.listmonk.platform import Listmonk
from fsp.destinations.mastodon.platform import MastodonPlatform
from fsp.destinations.micropub.platform import Micropub
from fsp.destinations.s3.platform import S3
from fsp.destinations.webhook.platform import Webhook
from fsp.destinations.wordpress.platform import WordPress
from testbed.certificates import make_certificate, server_context
from testbed.platforms import listmonk, micropub, s3, webhook
from testbed.platforms.bluesky import BlueskyServer
from testbed.platforms.forem import ForemServer
from testbed.platforms.ghost import GhostServer
from testbed.platforms.mastodon import MastodonServer
from testbed.platforms.server import PlatformServer
from testbed.platforms.wordpress import WordPressServer
from tests.destinations.tools import NOW, client, tools

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Kind:
    """A platform, its server, the setting that holds the address, and its other settings and credentials."""

    platform: type[Any]
    server: Callable[[], PlatformServer]
    address: str
    settings: Callable[[Any], dict[str, Any]]
    credentials: Callable[[Any], dict[str, Any]]
    secret: str
    """The credential that is wrong in a test."""
    wrong_secret: str = "wrong-wrong-wrong-wrong"
    has_path: bool = True
    compares_clocks: bool = True


KINDS = {
    "wordpress": Kind(
        WordPress,
        WordPressServer,
        "url",
        lambda server: {"username": server.users[0].name},
        lambda server: {"application_password": server.users[0].password},
        "application_password",
    ),
    "ghost": Kind(
        Ghost,
        GhostServer,
        "url",
        lambda _: {},
        lambda server: {"admin_api_key": server.admin_api_key},
        "admin_api_key",
        f"{'0' * 24}:{'f' * 64}",
    ),
    "mastodon": Kind(
        MastodonPlatform,
        MastodonServer,
        "server",
        lambda _: {},
        lambda server: {"token": server.token},
        "token",
        has_path=False,
    ),
    "bluesky": Kind(
        BlueskyPlatform,
        BlueskyServer,
        "service",
        lambda server: {"handle": server.handle},
        lambda server: {"app_password": server.password},
        "app_password",
        has_path=False,
    ),
    "forem": Kind(
        ForemPlatform,
        ForemServer,
        "server",
        lambda _: {},
        lambda server: {"api_key": server.key},
        "api_key",
        has_path=False,
    ),
    "micropub": Kind(
        Micropub,
        micropub.MicropubServer,
        "url",
        lambda _: {},
        lambda _: {"token": micropub.TOKEN},
        "token",
        compares_clocks=False,
    ),
    "listmonk": Kind(
        Listmonk,
        listmonk.ListmonkServer,
        "url",
        lambda _: {"lists": "1"},
        lambda _: {"user": listmonk.USER, "token": listmonk.TOKEN},
        "token",
        compares_clocks=False,
    ),
    "s3": Kind(
        S3,
        lambda: s3.S3Server(now=lambda: NOW),
        "endpoint",
        lambda _: {"region": s3.REGION, "bucket": s3.BUCKET},
        lambda _: {"access_key_id": s3.ACCESS_KEY, "secret_access_key": s3.SECRET_KEY},
        "secret_access_key",
        compares_clocks=False,
    ),
    "webhook": Kind(
        Webhook, webhook.WebhookReceiver, "url", lambda _: {}, lambda _: {"secret": webhook.SECRET}, "secret"
    ),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return server_context(*make_certificate(tmp_path_factory.mktemp("certificate")))


@pytest.fixture
def server(kind: Kind) -> Iterator[PlatformServer]:
    server = kind.server()
    server.clock = lambda: NOW
    with server.running():
        yield server


def check(
    kind: Kind, server: PlatformServer, *, address: str = "", secret: str = "", with_tools: Tools | None = None
) -> list[CheckResult]:
    """Return what failed."""
    own = f"{server.url}/hook" if kind.platform is Webhook else server.url
    settings = kind.platform.SettingsModel.model_validate({kind.address: address or own, **kind.settings(server)})
    credentials = kind.credentials(server) | ({kind.secret: secret} if secret else {})
    platform: Platform = kind.platform(
        settings, kind.platform.CredentialsModel.model_validate(credentials), with_tools or tools()
    )
    failed = [result for result in platform.check() if not result.is_ok]
    assert all(result.seen and result.fix for result in failed)
    assert server.posts == {}
    return failed


def test_a_good_account_is_fine(kind: Kind, server: PlatformServer) -> None:
    assert check(kind, server) == []


def test_a_server_without_tls_is_named(kind: Kind, server: PlatformServer) -> None:
    failed = check(kind, server, address=server.url.replace("http://", "https://"))

    assert "without TLS" in failed[0].seen
    assert "certificate" in failed[0].fix


def test_a_certificate_that_nobody_trusts_is_named(kind: Kind, certificate: ssl.SSLContext) -> None:
    server = kind.server()
    server.tls = certificate
    with server.running():
        failed = check(kind, server)

    assert "certificate is not valid (self-signed certificate)" in failed[0].seen
    assert "renew" in failed[0].fix
    assert server.requests == []


def test_a_port_that_wants_tls_is_named(kind: Kind, server: PlatformServer) -> None:
    page = b"<title>400 The plain HTTP request was sent to HTTPS port</title>"
    server.fail_next(400, headers={"Content-Type": "text/html"}, body=page, count=20)

    failed = check(kind, server)

    assert "accepts only TLS" in failed[0].seen
    assert "https://" in failed[0].fix


def test_an_unknown_host_is_named(kind: Kind, server: PlatformServer) -> None:
    failed = check(kind, server, address="https://no-such-host.invalid")

    assert "has no address" in failed[0].seen
    assert "spelling" in failed[0].fix


def test_a_host_that_does_not_answer_is_named(kind: Kind, server: PlatformServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    failed = check(kind, server, address=f"http://127.0.0.1:{port}")

    assert "127.0.0.1" in failed[0].seen
    assert "host" in failed[0].fix


def test_a_wrong_path_is_named(kind: Kind, server: PlatformServer) -> None:
    if not kind.has_path:
        return

    failed = check(kind, server, address=f"{server.url}/nowhere")

    assert any(word in failed[0].seen for word in ("404", "path", "endpoint"))
    assert any(word in failed[0].fix for word in ("address", "endpoint", "Endpoint", "path", "URL", server.url))


def test_a_wrong_password_or_token_is_named(kind: Kind, server: PlatformServer) -> None:
    failed = check(kind, server, secret=kind.wrong_secret)

    text = f"{failed[0].seen} {failed[0].fix}".lower()
    assert any(word in text for word in ("credentials", "password", "token", "key"))


def test_a_proxy_that_answers_with_a_page_is_named(kind: Kind, server: PlatformServer) -> None:
    server.fail_next("html", count=20)

    failed = check(kind, server)

    text = f"{failed[0].seen} {failed[0].fix}"
    assert any(word in text for word in ("proxy", "HTML", "text/html", "no storage", "names no Micropub endpoint"))


def test_a_clock_that_is_off_is_named(kind: Kind, server: PlatformServer) -> None:
    if not kind.compares_clocks:
        return
    server.clock = lambda: NOW + HOUR

    failed = check(kind, server)

    assert any("NTP" in result.fix for result in failed)


def test_a_slow_server_does_not_hold_up_the_test_of_an_account(kind: Kind, server: PlatformServer) -> None:
    server.fail_next("slow", count=20)

    failed = check(kind, server, with_tools=replace(tools(), http=DeadlineClient.of(client(), seconds=0.3)))

    assert failed


def test_git_without_tls_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    with PlatformServer().running() as server:
        address = f"{server.url.replace('http://', 'https://')}/garden.git"
        settings = Git.SettingsModel.model_validate({"repository": address})
        credentials = Git.CredentialsModel.model_validate({"token": "hunter2-hunter2"})
        (failed,) = Git(settings, credentials, tools()).check()  # type: ignore[arg-type]

    assert "without TLS" in failed.seen
