"""Taking turns at building one site: one process at a time, whatever host or job it belongs to."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from fsp import paths
from fsp.settings import Settings


@contextmanager
def turn(settings: Settings, project_id: int) -> Iterator[None]:
    """Wait for the turn and hold it."""
    with _lock_file(settings, project_id) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def turn_if_free(settings: Settings, project_id: int) -> Iterator[bool]:
    """Hold the turn if nobody else has it; yield whether it is ours."""
    with _lock_file(settings, project_id) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


@contextmanager
def _lock_file(settings: Settings, project_id: int) -> Iterator[int]:
    folder = paths.site_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{project_id}.lock").open("w") as lock:
        # The kernel lets go of it if this process dies.
        yield lock.fileno()
