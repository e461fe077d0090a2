"""A real gunicorn that is stopped: who asks on a connection that is still open is told to go elsewhere."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from fsp.cli.web import web_command_line
from fsp.settings import Settings
from fsp.web.stopping import is_stopping
from tests.cli.up.running import until

QUICK = ("/api/health?quick=true", "/api/health/live", "/api/health/ready")


class Connection(HTTPConnection):
    """Kept alive, through a socket in a folder."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(str(self.path))

    def ask(self, path: str) -> tuple[int, dict[str, str]]:
        self.request("GET", path)
        answer = self.getresponse()
        return answer.status, json.loads(answer.read())


@pytest.fixture
def gunicorn(settings: Settings, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    command = web_command_line(Settings(web_processes=1))
    command[command.index("--bind") + 1] = f"unix:{tmp_path / 'web'}"
    environment = os.environ | {"FSP_DATA_DIR": str(settings.data_dir), "REDIS_URL": settings.redis_url}
    process = subprocess.Popen(command, env=environment | {"FSP_SECRET_KEY": settings.secret_key})
    try:
        until((tmp_path / "web").exists, seconds=60, what="gunicorn listens")
        yield process, tmp_path / "web"
    finally:
        process.kill()
        process.wait()


def test_what_still_reaches_a_process_that_stops_is_told_so(gunicorn: tuple[subprocess.Popen[bytes], Path]) -> None:
    process, path = gunicorn
    connections = [Connection(path) for _ in QUICK]
    before = [connection.ask("/api/health/live")[0] for connection in connections]

    process.send_signal(signal.SIGTERM)
    until(lambda: not path.exists(), seconds=60, what="gunicorn stops listening")
    told = [ask_until_it_stops(connection, asked) for connection, asked in zip(connections, QUICK, strict=True)]

    assert before == [200] * len(QUICK)
    assert told == [(503, {"status": "unhealthy", "reason": "stopping"})] * len(QUICK)
    assert process.wait(timeout=60) == 0


def ask_until_it_stops(connection: Connection, path: str) -> tuple[int, dict[str, str]]:
    """Ask again while the answer is one of a process that has not heard yet."""
    while (told := connection.ask(path))[1].get("reason") != "stopping" and told[0] == 200:
        pass
    return told


def test_a_process_that_gunicorn_does_not_run_is_not_being_stopped() -> None:
    assert not is_stopping()
