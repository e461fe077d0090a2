"""A connection to an SSH server whose address and key are checked before anything is sent."""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager

import paramiko

from fsp.destinations.contract import Tools
from fsp.destinations.deadline_client import seconds_left
from fsp.destinations.ssh.login import Login, fingerprint, read_private_key
from fsp.errors import PermanentFailure, ServiceUnavailable
from fsp.security.guarded_http import pinned_socket

IO_SECONDS = 30.0


class UnknownHostKey(PermanentFailure):
    """The server's key was not confirmed. `seen` is its fingerprint."""

    def __init__(self, message: str, seen: str) -> None:
        super().__init__(message)
        self.seen = seen


class LoginRefused(PermanentFailure):
    """The server does not accept the user, the password or the key."""


@contextmanager
def connected(login: Login, tools: Tools) -> Iterator[paramiko.Transport]:
    """Yield a connection of a logged-in user.

    Raise UnknownHostKey before anything secret is sent, LoginRefused, or ServiceUnavailable.
    """
    private_key = read_private_key(login)
    with _transport(login, tools) as transport:
        _check_host_key(login, fingerprint(transport.get_remote_server_key()))
        _log_in(transport, login, private_key)
        yield transport


@contextmanager
def _transport(login: Login, tools: Tools) -> Iterator[paramiko.Transport]:
    http = tools.http
    try:
        sock = pinned_socket(login.host, login.port, allow_internal=http.allow_internal, resolve=http.resolve)
    except OSError as error:
        raise ServiceUnavailable(f"{login.host} is unreachable: {error.strerror or type(error).__name__}.") from error
    # The connection runs a thread of its own, which ends with `close`.
    with contextlib.closing(sock), contextlib.closing(paramiko.Transport(sock)) as transport:
        # Three parts of the time of a request: the greeting, the keys, and the login.
        seconds = seconds_left(http) / 3
        transport.banner_timeout = transport.auth_timeout = seconds
        try:
            transport.start_client(timeout=seconds)
        except (paramiko.SSHException, EOFError, OSError) as error:
            raise ServiceUnavailable(f"{login.host} did not answer as an SSH server: {_text(error)}.") from error
        yield transport


def _check_host_key(login: Login, seen: str) -> None:
    if not login.host_key:
        raise UnknownHostKey(f"The key of {login.host} is not confirmed. Test the destination.", seen)
    if login.host_key != seen:
        raise UnknownHostKey(
            f"The key of {login.host} is {seen}, not {login.host_key}. Nothing was sent. "
            "Either the server has a new key, or another machine answers in its place.",
            seen,
        )


def _log_in(transport: paramiko.Transport, login: Login, private_key: paramiko.PKey | None) -> None:
    try:
        if private_key is not None:
            transport.auth_publickey(login.user, private_key)
        else:
            transport.auth_password(login.user, login.password)
        if not transport.is_authenticated():
            raise LoginRefused(f"{login.host} asks {login.user} for more than one way to log in.")
    except paramiko.BadAuthenticationType as error:
        allowed = ", ".join(error.allowed_types)
        raise LoginRefused(f"{login.host} accepts {login.user} only with {allowed}.") from error
    except paramiko.AuthenticationException as error:
        way = "key" if private_key is not None else "password"
        raise LoginRefused(f"{login.host} does not accept the {way} of {login.user}.") from error
    except (paramiko.SSHException, EOFError, OSError) as error:
        raise ServiceUnavailable(f"{login.host} ended the login: {_text(error)}.") from error


def _text(error: Exception) -> str:
    return str(error).rstrip(".")[:200] or type(error).__name__
