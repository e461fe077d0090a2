"""Ends the programs that a job left running, and names them and its threads in the job's log."""

import logging
import threading
from collections.abc import Iterable
from itertools import islice

from fsp.jobs.error_text import class_name_of
from fsp.worker.process_state import ProcessState
from fsp.worker.programs import booted_seconds, end_programs, has_programs

log = logging.getLogger(__name__)

MAX_NAMES = 10

WORKER_THREAD = "fsp-worker-thread-"
"""The first part of the names of the threads that run jobs. They start while the first jobs run already."""


class left_running:  # noqa: N801  (a class, as every job enters one: a generator takes three times as long)
    """Ends the programs that were started within the block and are still running after it.

    While other jobs run in the process, only programs started by the job's own thread can be attributed to it, and no
    threads. A job that leaves programs and threads, such as a pool that starts new processes, loses its process: a new
    one replaces it.
    """

    __slots__ = ("_began", "_state", "_threads")

    def __init__(self, state: ProcessState) -> None:
        self._state = state

    def __enter__(self) -> None:
        self._began, self._threads = booted_seconds(), threading.enumerate()

    def __exit__(self, *_: object) -> None:
        try:
            is_shared = self._state.is_shared
            if has_programs(of_thread=is_shared):
                self._end_programs(is_shared=is_shared)
            if not is_shared and threading.active_count() > len(self._threads):
                self._name_threads()
        except Exception as error:  # noqa: BLE001  (the job itself has ended as it should)
            log.warning("what the job left running is not known", extra={"error": class_name_of(error)})

    def _end_programs(self, *, is_shared: bool) -> None:
        programs = end_programs(self._began, of_thread=is_shared)
        if not programs:
            return
        names = _listed(f"{program.name} ({program.pid})" for program in programs)
        log.warning("programs left running by the job were ended", extra={"programs": names})
        if self._new_threads():
            self._state.is_lost = True

    def _name_threads(self) -> None:
        threads = self._new_threads()
        if threads:
            names = _listed(thread.name for thread in threads)
            log.warning("threads left running by the job continue", extra={"threads": names})

    def _new_threads(self) -> list[threading.Thread]:
        threads = [thread for thread in threading.enumerate() if thread not in self._threads and thread.is_alive()]
        return [thread for thread in threads if not thread.name.startswith(WORKER_THREAD)]


def _listed(names: Iterable[str]) -> str:
    """Return the first names and the number of further ones."""
    names = iter(names)
    text = ", ".join(islice(names, MAX_NAMES))
    more = sum(1 for _ in names)
    return f"{text} and {more} more" if more else text
