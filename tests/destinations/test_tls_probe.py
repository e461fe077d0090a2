"""Why a server with https:// gives no answer."""

from fsp.destinations.api_client import ApiClient
from fsp.destinations.tls_probe import cause_of_no_tls
from fsp.errors import ServiceUnavailable
from testbed.platforms.server import PlatformServer
from testbed.processes import free_port
from tests.destinations.tools import client


def test_a_server_that_answers_without_tls_is_named_and_gets_no_credentials() -> None:
    with PlatformServer().running() as server:
        api = ApiClient(client(), f"https://127.0.0.1:{server.port}", headers={"Authorization": "Basic c2VjcmV0"})

        cause = cause_of_no_tls(api, ServiceUnavailable())

        assert cause
        assert "without TLS" in cause.seen
        assert "authorization" not in server.requests[0].headers


def test_a_server_that_is_down_has_another_cause() -> None:
    assert cause_of_no_tls(ApiClient(client(), f"https://127.0.0.1:{free_port()}"), ServiceUnavailable()) is None


def test_an_address_without_tls_has_another_cause() -> None:
    assert cause_of_no_tls(ApiClient(client(), "http://127.0.0.1:1"), ServiceUnavailable()) is None
