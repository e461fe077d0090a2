"""Prevents a process that a job forked from continuing as a second worker."""

import os
import sys
from contextlib import suppress


class only_this_process:  # noqa: N801  (a class, as every job enters one: a generator takes three times as long)
    """Exits copies of this process that were forked within the block, at its end."""

    __slots__ = ("_process",)

    def __enter__(self) -> None:
        self._process = os.getpid()

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if os.getpid() != self._process:
            _leave(error)


def _leave(error: BaseException | None) -> None:
    """Exit as Python would: with the requested code, 1 after an error, else 0."""
    code = error.code if isinstance(error, SystemExit) else int(error is not None)
    try:
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
    finally:
        os._exit(code if isinstance(code, int) else int(code is not None))
