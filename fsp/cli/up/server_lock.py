"""The lock on the bundled Valkey's folder: the server holds it itself, so it lasts as long as the server does.

A supervisor that is killed cannot wait for its Valkey. The next one must: two servers on one folder would write to one
append-only file, and the older one would remove the socket of the newer one when it stops.
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
"""The kernel tells a Valkey without a supervisor to stop; one that has not heard that is asked."""

PATIENCE_SECONDS = 20.0
PAUSE_SECONDS = 0.1


def take_server_lock(
    settings: Settings, *, say: Callable[[str], None], patience_seconds: float = PATIENCE_SECONDS
) -> int:
    """Return the descriptor of the lock, which the server is to inherit; wait for an earlier server to end.

    Raise SettingsError if it does not.
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
