"""A real OpenSSH server on loopback, for its own user, with a key of its own."""

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import paramiko
import pytest

from fsp.destinations.ssh.login import fingerprint
from testbed.processes import free_port

_CONFIGURATION = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile none
AuthorizedKeysFile {folder}/authorized
StrictModes no
PasswordAuthentication no
UsePAM no
PermitRootLogin yes
MaxStartups 100
Subsystem sftp internal-sftp
"""


_LIMITED = 'trap "" XFSZ; ulimit -f "$0"; exec "$@"'


@dataclass(frozen=True)
class SshServer:
    """Where the server is, and how its user logs in."""

    port: int
    user: str
    host_key: str
    private_key: str
    folder: Path


def program(name: str) -> str:
    """Return where a program of OpenSSH is; without it the test is skipped, but never where CI has installed it."""
    results = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if results is None:
        assert not os.environ.get("CI"), f"{name} is missing; .ci/run installs it"
        pytest.skip(f"{name} is not installed")
    return results


def key_maker() -> str:
    """Return where ssh-keygen is."""
    return program("ssh-keygen")


@contextmanager
def ssh_server(folder: Path, *, max_file_blocks: int | None = None) -> Iterator[SshServer]:
    """Run a server with its keys in a folder.

    `max_file_blocks` makes files of more blocks of 512 bytes fail, as on a disk that is full.
    """
    limit = [] if max_file_blocks is None else ["sh", "-c", _LIMITED, str(max_file_blocks)]
    sshd, port = program("sshd"), free_port()
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    for name in ("host", "user"):
        subprocess.run([key_maker(), "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    (folder / "authorized").write_bytes((folder / "user.pub").read_bytes())
    (folder / "sshd_config").write_text(_CONFIGURATION.format(port=port, folder=folder))
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [*limit, sshd, "-D", "-e", "-f", str(folder / "sshd_config")], stdout=log, stderr=log
        ) as process,
    ):
        try:
            _wait_for(port, process)
            key = fingerprint(paramiko.Ed25519Key(filename=str(folder / "host")))
            yield SshServer(port, getpass.getuser(), key, (folder / "user").read_text(), folder)
        finally:
            process.terminate()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("sshd did not start")


@contextmanager
def cutting_relay(port: int, is_time_to_cut: Callable[[], bool]) -> Iterator[int]:
    """Relay connections to a port until it is time to cut them, before the server's next answer; yield its own port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_relay_all, args=(listener, port, is_time_to_cut), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


def _relay_all(listener: socket.socket, port: int, is_time_to_cut: Callable[[], bool]) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        with client, socket.create_connection(("127.0.0.1", port)) as server:
            upwards = threading.Thread(target=_copy, args=(client, server, lambda: False), daemon=True)
            upwards.start()
            _copy(server, client, is_time_to_cut)
            upwards.join()


def _copy(source: socket.socket, target: socket.socket, is_time_to_cut: Callable[[], bool]) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            if is_time_to_cut():
                break
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
