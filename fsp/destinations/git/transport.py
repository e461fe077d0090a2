"""Carries git's protocol over the guarded HTTP client, and over SSH with a confirmed host key."""

import base64
import contextlib
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import paramiko
from dulwich.client import AbstractHttpGitClient, GitClient, SSHGitClient, SSHVendor

from fsp.destinations.api_client import ApiClient
from fsp.destinations.contract import Tools
from fsp.destinations.deadline_client import seconds_left
from fsp.destinations.git.address import GitAddress
from fsp.destinations.nothing_created import nothing_created
from fsp.destinations.ssh.connection import IO_SECONDS, connected
from fsp.destinations.ssh.login import Login
from fsp.errors import PermanentFailure, RemoteGone

MAX_PACK_BYTES = 512 * 1024 * 1024
TRANSFER_FACTOR = 4
"""A pack takes longer than a request."""
PUSH = "git-receive-pack"


@contextmanager
def git_client(address: GitAddress, login: Login, tools: Tools) -> Iterator[tuple[GitClient, bytes]]:
    """Yield a client and the path that its calls take. For HTTP, the password of the login is the token."""
    if not address.is_ssh:
        yield _HttpClient(address, login, tools), b""
        return
    with contextlib.ExitStack() as stack:
        vendor = _Vendor(stack, login, tools)
        yield SSHGitClient(address.host, port=address.port, username=login.user, vendor=vendor), address.path.encode()


@dataclass
class _Response:
    """What dulwich reads of a response."""

    status: int
    content_type: str | None
    redirect_location: str = ""

    def close(self) -> None:
        """Do nothing: the body was read already."""


class _HttpClient(AbstractHttpGitClient):
    """Sends git's requests through the guarded client, without redirects."""

    def __init__(self, address: GitAddress, login: Login, tools: Tools) -> None:
        super().__init__(address.url)
        seconds = tools.http.total_seconds * TRANSFER_FACTOR
        http = replace(tools.http, max_body_bytes=MAX_PACK_BYTES, total_seconds=seconds)
        self._api = ApiClient(http, address.url, heed=tools.heed, now=tools.now)
        self._login = login

    def _http_request(
        self,
        url: str,
        headers: dict[str, str] | None = None,
        data: bytes | Iterator[bytes] | None = None,
        raise_for_status: bool = True,  # noqa: ARG002 - dulwich's signature
    ) -> tuple[Any, Callable[[int], bytes]]:
        all_headers = {"User-Agent": "git/fsp", "Pragma": "no-cache", **(headers or {})}
        if self._login.password:
            pair = base64.b64encode(f"{self._login.user}:{self._login.password}".encode()).decode()
            all_headers["Authorization"] = f"Basic {pair}"
        body = data if isinstance(data, bytes) else b"".join(data or ())
        is_push = data is not None and url.endswith(PUSH)
        with contextlib.nullcontext() if is_push else nothing_created():
            response = self._api.send("POST" if data is not None else "GET", url, body=body, headers=all_headers)
        try:
            self._api.raise_for(response, creates=is_push)
        except RemoteGone as error:
            raise PermanentFailure(f"{error} Check the address, and whether the token may see it.") from None
        kind = response.headers.get("content-type")
        if not kind or not kind.startswith("application/x-git-"):
            raise PermanentFailure(f"{self._api.host} answered with {kind}, so the address is no git repository.")
        return _Response(response.status, kind), io.BytesIO(response.body).read


class _Channel:
    """One command on the server, in the form that dulwich reads and writes."""

    def __init__(self, channel: paramiko.Channel) -> None:
        self._channel = channel
        self.stderr = channel.makefile_stderr("rb")

    def can_read(self) -> bool:
        """Return whether the server has sent something."""
        return self._channel.recv_ready()

    def read(self, size: int | None = None) -> bytes:
        """Return exactly as many bytes, or fewer at the end."""
        data = bytearray()
        while size is None or len(data) < size:
            part = self._channel.recv(min(65536, size - len(data)) if size is not None else 65536)
            if not part:
                break
            data += part
        return bytes(data)

    def write(self, data: bytes) -> int:
        """Send all of it."""
        self._channel.sendall(data)
        return len(data)

    def close(self) -> None:
        """End the command."""
        self._channel.close()


class _Vendor(SSHVendor):
    """Runs git's commands over connections that last as long as a stack."""

    def __init__(self, stack: contextlib.ExitStack, login: Login, tools: Tools) -> None:
        self._stack, self._login, self._tools = stack, login, tools
        self._transport: paramiko.Transport | None = None

    def run_command(self, host: str, command: bytes, *_: Any, **__: Any) -> Any:  # noqa: ARG002
        if self._transport is None:
            self._transport = self._stack.enter_context(connected(self._login, self._tools))
        channel = self._transport.open_session()
        channel.settimeout(min(IO_SECONDS, seconds_left(self._tools.http)))
        channel.exec_command(command)
        return _Channel(channel)
