"""The lock on the bundled Valkey's folder. The server inherits it, so it lasts as long as the server.

If a supervisor is killed, its Valkey may outlive it, and the next supervisor must wait for it. Two servers in one
folder would write to the same append-only file, and the older one would remove the newer one's socket when it stops.
"""

import fcntl
import os
import time
from collections.abc import Callable

import redis

from fsp import paths
from fsp.errors import SettingsError
from fsp.redis_connections import connect_redis_briefly
from fsp.settings import Settings

FILE_NAME = ".server.lock"
ASKED_AFTER_SECONDS = 2.0
"""The kernel stops a Valkey without a supervisor. If it is still running after this time, it is asked to stop."""

PATIENCE_SECONDS = 20.0
PAUSE_SECONDS = 0.1


def take_server_lock(
    settings: Settings, *, say: Callable[[str], None], patience_seconds: float = PATIENCE_SECONDS
) -> int:
    """Return the descriptor of the lock for the server to inherit; wait for an earlier server to exit.

    Raise SettingsError if it does not exit.
    """
    folder = paths.valkey_folder(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / FILE_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    started, asked_at = time.monotonic(), ASKED_AFTER_SECONDS
    while not _is_taken(descriptor):
        waited = time.monotonic() - started
        if waited >= patience_seconds:
            os.close(descriptor)
            raise SettingsError(
                f"The Valkey of an earlier fsp up still runs on {folder}{_process(settings)}. Stop it, or wait for it."
            )
        if waited >= asked_at:
            say("waiting for the Valkey of an earlier fsp up to stop")
            _ask_to_stop(settings)
            asked_at = patience_seconds
        time.sleep(PAUSE_SECONDS)
    return descriptor


def _is_taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _ask_to_stop(settings: Settings) -> None:
    connection = connect_redis_briefly(settings, patience_seconds=1.0)
    try:
        connection.shutdown(save=False, nosave=True)
    except redis.exceptions.RedisError:
        return
    finally:
        connection.close()


def _process(settings: Settings) -> str:
    connection = connect_redis_briefly(settings, patience_seconds=1.0)
    try:
        return f" as process {connection.info('server')['process_id']}"
    except redis.exceptions.RedisError:
        return ""
    finally:
        connection.close()
