"""FSP's web process by gunicorn, as `fsp web` starts it, for measurements."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.error import HTTPError, URLError

from bench.setting import ROOT, Setting
from fsp.accounts.api_tokens import create_token
from fsp.models.account import Account
from fsp.stores import db
from testbed.processes import free_port, until


@dataclass(frozen=True)
class Web:
    """Where it answers, and a token that opens the API."""

    url: str
    token: str

    def get(self, path: str, *, signed_in: bool = True, timeout_seconds: float = 30) -> tuple[int, bytes]:
        """Ask, with the token or as a stranger; return status and body."""
        headers = {"Authorization": f"Bearer {self.token}"} if signed_in else {}
        request = urllib.request.Request(f"{self.url}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=timeout_seconds) as answer:
                return answer.status, answer.read()
        except HTTPError as error:
            return error.code, error.read()

    def milliseconds(self, path: str, count: int, *, signed_in: bool = True) -> list[float]:
        """Ask again and again; return how long each answer took."""
        taken = []
        for _ in range(count):
            started = time.perf_counter()
            self.get(path, signed_in=signed_in)
            taken.append((time.perf_counter() - started) * 1000)
        return taken


@contextmanager
def web(setting: Setting, **variables: str) -> Iterator[Web]:
    """Serve pages and API over a setting until the end."""
    account = Account(name=f"bench-{time.monotonic_ns()}", role="operator")
    db.session.add(account)
    db.session.commit()
    port = free_port()
    server = Web(f"http://127.0.0.1:{port}", create_token(account, "bench"))
    command = [sys.executable, "-m", "fsp.cli.main", "web"]
    environment = setting.variables | {"FSP_PORT": str(port), **variables}
    with subprocess.Popen(command, env=environment, cwd=ROOT) as process:
        try:
            until(lambda: _is_up(server), seconds=60, what="the web process answers")
            yield server
        finally:
            process.terminate()


def _is_up(server: Web) -> bool:
    try:
        return server.get("/api/health/live")[0] == 200
    except (URLError, ConnectionError):
        return False
