"""A copy of the process that a job forked: it must not go on as a second worker."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def only_this_process() -> Iterator[None]:
    """Leave, at the end of the block, a copy of this process that was forked within it."""
    process = os.getpid()
    try:
        yield
    finally:
        if os.getpid() != process:
            _leave(sys.exc_info()[1])


def _leave(error: BaseException | None) -> None:
    """End as Python itself would: with the code that was asked for, 1 after an error, else 0."""
    code = error.code if isinstance(error, SystemExit) else int(error is not None)
    try:
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
    finally:
        os._exit(code if isinstance(code, int) else int(code is not None))
