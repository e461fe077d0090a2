"""The socket of the page, opened once by the supervisor."""

import socket

import pytest

from fsp.cli.up.listening import listen
from fsp.errors import SettingsError
from fsp.settings import Settings
from testbed.processes import free_port


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_connections_wait_while_nobody_serves(host: str) -> None:
    settings = Settings(host=host, port=free_port())

    with listen(settings), socket.create_connection((host, settings.port), timeout=5) as waiting:
        assert waiting.getpeername()[1] == settings.port


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"127.0.0.1:{port}"):
            listen(Settings(port=port))
