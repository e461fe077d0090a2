"""Process-wide settings such as the working folder, restored if a job changed them."""

import gc
import locale
import os
import resource
import socket
import sys
import tempfile
import time
import warnings
from typing import Any

LIMITS = (resource.RLIMIT_AS, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE)


class SettingsOfProcess:
    """The working folder, environment, umask, locale, warning filters, limits and switches at the time of creation."""

    def __init__(self) -> None:
        # Held open, so that it is possible to return even if the folder was renamed.
        self._folder = os.open(".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._folder_id = _folder_id()
        self._umask = os.umask(0o077)
        os.umask(self._umask)
        self._environment = dict(os.environ)
        self._environment_bytes = dict(_environment_bytes())
        self._locale = locale.setlocale(locale.LC_ALL)
        self._filters = list(warnings.filters)
        self._limits = [(kind, resource.getrlimit(kind)) for kind in LIMITS]
        self._switches = _switches()
        self._temporary = tempfile.tempdir

    def restore(self) -> None:
        """Restore changed settings."""
        if _folder_id() != self._folder_id:
            os.fchdir(self._folder)
        os.umask(self._umask)
        if _environment_bytes() != self._environment_bytes:
            self._put_back_environment()
        if locale.setlocale(locale.LC_ALL) != self._locale:
            locale.setlocale(locale.LC_ALL, self._locale)
        if warnings.filters != self._filters:
            warnings.resetwarnings()
            warnings.filters[:] = self._filters  # type: ignore[index]
        if _switches() != self._switches:
            self._put_back_switches()
        if tempfile.tempdir != self._temporary:
            tempfile.tempdir = self._temporary
        for kind, limit in self._limits:
            if resource.getrlimit(kind) != limit:
                resource.setrlimit(kind, limit)

    def _put_back_environment(self) -> None:
        for name in os.environ.keys() - self._environment.keys():
            del os.environ[name]
        os.environ.update(self._environment)
        # The local time zone is read from the environment only once.
        time.tzset()

    def _put_back_switches(self) -> None:
        recursion, timeout, collects = self._switches
        sys.setrecursionlimit(recursion)
        socket.setdefaulttimeout(timeout)
        (gc.enable if collects else gc.disable)()


def _switches() -> tuple[int, float | None, bool]:
    return sys.getrecursionlimit(), socket.getdefaulttimeout(), gc.isenabled()


def _folder_id() -> tuple[int, int] | None:
    try:
        status = os.stat(".")  # noqa: PTH116  (pathlib takes five times as long, after every job)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _environment_bytes() -> Any:
    # Reading it by name would take a tenth of the time of a job.
    return getattr(os.environ, "_data", None) or dict(os.environ)
