"""The bundled Valkey: a Unix socket, no TCP, an append-only file."""

import tempfile
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from fsp import paths
from fsp.cli.up.allocator import server_command
from fsp.cli.up.append_only import heal
from fsp.cli.up.process import Process
from fsp.cli.up.valkey_program import valkey_program
from fsp.clock import utc_now
from fsp.settings import Settings

CONFIGURATION = """\
port 0
unixsocket "{socket}"
unixsocketperm 700
dir "{folder}"
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
stream-node-max-bytes 160
latency-tracking no
daemonize no
loglevel warning
"""


def valkey_process(settings: Settings) -> Process:
    """Write the configuration and return the process without starting it."""
    folder = paths.valkey_folder(settings).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    socket = paths.valkey_socket(settings)
    file = folder / "valkey.conf"
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as fresh:
        fresh.write(CONFIGURATION.format(socket=socket, folder=folder))
    Path(fresh.name).replace(file)
    command = [*server_command(valkey_program(), folder / "allocator"), str(file)]
    return Process(
        "valkey",
        command,
        order=3,
        heal=lambda last_lines: heal(folder, last_lines, utc_now()),
    )


def answers(connection: Redis) -> bool:
    """Return whether the server is running and has loaded its append-only file."""
    return fault_of(connection) is None


def fault_of(connection: Redis) -> RedisError | None:
    """Return why the server does not respond; None if it does."""
    try:
        connection.ping()
    except RedisError as error:
        return error
    return None
