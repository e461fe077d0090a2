"""`fsp web`: gunicorn's command line."""

import pytest

from fsp.cli.web import web_command_line
from fsp.settings import Settings


@pytest.mark.parametrize(("host", "bound"), [("127.0.0.1", "127.0.0.1:8000"), ("::1", "[::1]:8000")])
def test_the_address_is_bound(host: str, bound: str) -> None:
    command = web_command_line(Settings(host=host, web_processes=3))

    assert command[command.index("--bind") + 1] == bound
    assert command[command.index("--workers") + 1] == "3"
