"""A lock for building a site: one process at a time, on any host."""

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
    """Hold the turn if it is free; yield whether it was."""
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
        # The kernel releases it if this process exits.
        yield lock.fileno()
