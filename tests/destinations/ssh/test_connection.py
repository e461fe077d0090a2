"""Logging in with a password, to a server of paramiko: the real one needs a user of the machine for that."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import paramiko
import pytest
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL

from fsp.destinations.ssh.connection import LoginRefused, connected
from fsp.destinations.ssh.login import Login, fingerprint
from tests.destinations.tools import tools

PASSWORD = "correct horse"
_KEY = paramiko.ECDSAKey.generate()


class _Server(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        is_right = (username, password) == ("ada", PASSWORD)
        return AUTH_SUCCESSFUL if is_right else AUTH_FAILED

    def get_allowed_auths(self, username: str) -> str:
        return "password"


@contextmanager
def server_with_passwords() -> Iterator[Login]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        done = threading.Event()

        def serve() -> None:
            connection, _ = listener.accept()
            transport = paramiko.Transport(connection)
            transport.add_server_key(_KEY)
            transport.start_server(server=_Server())
            done.wait(30)
            transport.close()

        thread = threading.Thread(target=serve)
        thread.start()
        port = listener.getsockname()[1]
        try:
            yield Login("127.0.0.1", port, "ada", fingerprint(_KEY), password=PASSWORD)
        finally:
            done.set()
            thread.join()


def test_a_password_is_accepted() -> None:
    with server_with_passwords() as login, connected(login, tools()) as transport:
        assert transport.is_authenticated()


def test_a_wrong_password_is_refused_and_not_shown() -> None:
    with (
        server_with_passwords() as login,
        pytest.raises(LoginRefused, match="password of ada") as raised,
        connected(replace(login, password="hunter22"), tools()),
    ):
        pass

    assert "hunter22" not in str(raised.value)
