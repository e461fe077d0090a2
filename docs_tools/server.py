"""A Valkey server for the time of a block."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from fsp.cli.up.valkey import answers
from fsp.cli.up.valkey_program import valkey_program
from fsp.paths import valkey_socket
from fsp.redis_connections import connect_redis
from fsp.settings import Settings


@contextmanager
def valkey(settings: Settings) -> Iterator[None]:
    """Run a Valkey server on the socket that the settings name."""
    socket = valkey_socket(settings).resolve()
    socket.parent.mkdir(parents=True)
    command = [str(valkey_program()), "--port", "0", "--unixsocket", str(socket), "--dir", str(socket.parent)]
    command += ["--appendonly", "yes", "--maxmemory-policy", "noeviction", "--logfile", str(socket.parent / "log")]
    with subprocess.Popen(command) as server:
        connection = connect_redis(settings)
        try:
            while not answers(connection):
                pass
            yield
        finally:
            server.terminate()
