"""What a check says about each fault."""

from collections.abc import Iterator

import pytest

from fsp.destinations.api_client import ApiClient
from fsp.destinations.checks import expect_json, run
from fsp.destinations.contract import CheckResult
from fsp.errors import AddressRefused, AnswerLost, CertificateRefused, ServiceUnavailable
from fsp.security.guarded_http import GuardedClient
from tests.receiver import Receiver, receiving


@pytest.fixture
def server() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def result_of(server: Receiver) -> CheckResult:
    api = ApiClient(GuardedClient(allow_internal=True), server.url)
    return run("Account", lambda: str(expect_json(api, api.send("GET", "/me"))))


@pytest.mark.parametrize(
    ("status", "fix"),
    [
        (301, "Enter the address to which it redirects: https://garden.example/."),
        (401, "Replace the credentials"),
        (403, "Give the account or its token the right"),
        (404, "nothing answers at the path of the API"),
        (429, "too many requests"),
        (503, "Wait until the server works again"),
    ],
)
def test_a_status_has_its_fix(server: Receiver, status: int, fix: str) -> None:
    server.status, server.headers = status, {"Location": "https://garden.example/"}

    result = result_of(server)

    assert not result.is_ok
    assert f"answered {status}" in result.seen
    assert fix in result.fix


def test_a_page_of_a_proxy_is_named(server: Receiver) -> None:
    server.body, server.headers = b"<html>", {"Content-Type": "text/html"}

    assert "with text/html instead of JSON" in result_of(server).seen


@pytest.mark.parametrize(
    ("error", "fix"),
    [
        (AddressRefused("inside"), "FSP_DESTINATIONS_ALLOW_INTERNAL"),
        (AnswerLost("cut"), "https://"),
        (AddressRefused('The host "x" has no address.'), "spelling"),
        (CertificateRefused("expired"), "renew the server's TLS certificate"),
        (ServiceUnavailable("down"), "that the server runs"),
    ],
)
def test_a_failed_connection_has_its_fix(error: Exception, fix: str) -> None:
    def fail() -> str:
        raise error

    assert fix in run("Server", fail).fix


@pytest.mark.parametrize(
    ("status", "fix"),
    [
        (302, "Enter the address to which it redirects: https://garden.example/."),
        (401, "Replace the credentials"),
        (403, "Give the account or its token the right"),
        (404, "nothing answers at the path of the API"),
        (413, "accept larger requests"),
        (429, "too many requests"),
        (500, "Wait until the server works again"),
    ],
)
def test_a_call_that_fails_has_the_fix_of_its_status(server: Receiver, status: int, fix: str) -> None:
    server.status, server.headers = status, {"Location": "https://garden.example/"}
    api = ApiClient(GuardedClient(allow_internal=True), server.url)

    result = run("Account", lambda: str(api.call("GET", "/me")))

    assert f"answered {status}" in result.seen
    assert "Test the destination" not in result.seen
    assert fix in result.fix


def test_a_step_that_works_says_what_it_saw() -> None:
    assert run("Server", lambda: "500 characters") == CheckResult("Server", is_ok=True, seen="500 characters")
