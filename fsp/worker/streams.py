"""Restores standard output and error if a job closed or replaced them."""

import fcntl
import logging
import os
import sys
from typing import Any

DESCRIPTORS = (1, 2)
MIN_COPY = 200
"""Copies get high numbers, which do not collide with what a job opens and closes."""


class Streams:
    """Descriptors 1 and 2, `sys.stdout` and `sys.stderr` at the time of creation."""

    def __init__(self) -> None:
        self._copies = {number: fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, MIN_COPY) for number in DESCRIPTORS}
        self._ids = {number: _id_of(number) for number in DESCRIPTORS}
        self._objects: dict[str, Any] = {"stdout": sys.stdout, "stderr": sys.stderr}

    def restore(self) -> None:
        """Restore closed or replaced streams, including the log output."""
        for number in DESCRIPTORS:
            if _id_of(number) != self._ids[number]:
                os.dup2(self._copies[number], number)
        for number, (name, stream) in zip(DESCRIPTORS, self._objects.items(), strict=True):
            if stream is not None and stream.closed:
                self._objects[name] = _opened_again(number, stream)
            if getattr(sys, name) is not self._objects[name]:
                setattr(sys, name, self._objects[name])


def _id_of(number: int) -> tuple[int, int] | None:
    try:
        status = os.fstat(number)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _opened_again(number: int, closed: Any) -> Any:
    encoding = getattr(closed, "encoding", None) or "utf-8"
    stream = os.fdopen(number, "w", buffering=1, encoding=encoding, errors="backslashreplace", closefd=False)
    for handler in logging.root.handlers:
        if isinstance(handler, logging.StreamHandler) and handler.stream is closed:
            handler.stream = stream
    return stream
