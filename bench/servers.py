"""The Redis servers the benchmarks and chaos runs use, append-only file on: the bundled one, and an installed one."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from fsp.cli.up.allocator import server_command
from fsp.cli.up.valkey_program import valkey_program


def binaries() -> dict[str, str]:
    """Return the servers there are: the bundled Valkey, and redis-server where it is installed."""
    programs = {"bundled Valkey": str(valkey_program())}
    system = shutil.which("redis-server")
    return programs | ({"redis-server": system} if system else {})


@contextmanager
def server(binary: str | None = None, *, port: int = 0) -> Iterator[str]:
    """Start a server of its own; yield its URL: a Unix socket's, also where it listens on a port besides."""
    bundled = str(valkey_program())
    with tempfile.TemporaryDirectory() as folder:
        socket = f"{folder}/redis.sock"
        program = server_command(Path(bundled), Path(folder) / "allocator") if binary in {None, bundled} else [binary]
        command = [*program, "--port", str(port), "--unixsocket", socket, "--dir", folder]
        command += ["--save", "", "--appendonly", "yes", "--loglevel", "warning", "--bind", "127.0.0.1"]
        # As `fsp up` sets it: every finished job has a stream of its own, of 4 kB otherwise.
        command += ["--stream-node-max-bytes", "160", "--latency-tracking", "no"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            url = f"unix://{socket}"
            with redis.Redis.from_url(url) as connection:
                while not _answers(connection):
                    time.sleep(0.02)
            try:
                yield url
            finally:
                process.terminate()


def _answers(connection: redis.Redis) -> bool:
    try:
        return bool(connection.ping())
    except redis.exceptions.ConnectionError:
        return False
