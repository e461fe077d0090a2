"""Jobs that leave their process changed, and one that looks at what it finds."""

import contextlib
import gc
import locale
import logging.config
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from decimal import getcontext
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from fsp.jobs.registry import job_type
from fsp.stores import current_redis


def _dict_config() -> None:
    logging.config.dictConfig({"version": 1, "root": {"level": "ERROR", "handlers": []}})


def _use_dull_limit() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft - 1, hard))


LEAKS: dict[str, Callable[[], Any]] = {
    "folder": lambda: os.chdir("/"),
    "umask": lambda: os.umask(0),
    "environment": lambda: os.environ.update(FSP_LEAK="1", HOME="/nowhere"),
    "terminated": lambda: signal.signal(signal.SIGTERM, signal.SIG_IGN),
    "alarm": lambda: signal.signal(signal.SIGALRM, signal.SIG_IGN) and signal.alarm(1),
    "blocked": lambda: signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM, signal.SIGTERM}),
    "children": lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN),
    "handlers": lambda: logging.basicConfig(level="CRITICAL", force=True),
    "dict config": _dict_config,
    "disabled": lambda: logging.disable(logging.CRITICAL),
    "stdout": lambda: sys.stdout.close(),  # noqa: PLW0108  (the one that is there then)
    "stderr": lambda: (sys.stderr.close(), os.close(2)),
    "output": lambda: setattr(sys, "stdout", None),
    "filters": lambda: warnings.simplefilter("ignore"),
    "recursion": lambda: sys.setrecursionlimit(150),
    "timeout": lambda: socket.setdefaulttimeout(0.001),
    "collector": gc.disable,
    "decimals": lambda: setattr(getcontext(), "prec", 3),
    "limit": _use_dull_limit,
    "locale": lambda: locale.setlocale(locale.LC_ALL, "C"),
}


@job_type("test-leak", retries=0, concurrency=50)
def leak(kind: str) -> None:
    """Change the process."""
    LEAKS[kind]()


@job_type("test-witness", retries=0, concurrency=50)
def witness() -> dict[str, Any]:
    """Tell how the process is."""
    logging.getLogger("fsp.witness").warning("seen")
    umask = os.umask(0)
    os.umask(umask)
    return {
        "folder": str(Path.cwd()),
        "umask": umask,
        "environment": {name: os.environ.get(name) for name in ("FSP_LEAK", "HOME")},
        "terminated": signal.getsignal(signal.SIGTERM) == signal.SIG_IGN,
        "blocked": len(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
        "children": str(signal.getsignal(signal.SIGCHLD)),
        "handlers": len(logging.root.handlers),
        "level": logging.root.level,
        "disabled": (logging.root.manager.disable, logging.getLogger("fsp.worker.loop").disabled),
        "output": (sys.stdout is None or sys.stdout.closed, sys.stderr.closed),
        "open": [_is_open(number) for number in (1, 2)],
        "filters": len(warnings.filters),
        "switches": (sys.getrecursionlimit(), socket.getdefaulttimeout(), gc.isenabled()),
        "decimals": getcontext().prec,
        "limit": resource.getrlimit(resource.RLIMIT_NOFILE),
        "locale": locale.setlocale(locale.LC_ALL),
    }


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


@job_type("test-leaves-program", retries=0, timeout_seconds=1)
def leaves_program() -> None:
    """Start a program in a session of its own, which starts another, and outlast the time limit."""
    command = ["sh", "-c", "sleep 60 & echo $!; sleep 60"]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert program.stdout is not None
    current_redis().rpush("test:programs", program.pid, program.stdout.readline())
    while True:
        with contextlib.suppress(Exception):
            time.sleep(60)


def _sleep() -> None:
    time.sleep(60)


@job_type("test-terminates", retries=0, timeout_seconds=20)
def terminates() -> int | None:
    """Start a process by forking, and terminate it."""
    process = get_context("fork").Process(target=_sleep)
    process.start()
    process.terminate()
    process.join(10)
    code = process.exitcode
    process.kill()
    return code


@job_type("test-closes-all", retries=0)
def closes_all() -> None:
    """Close every file the process has open."""
    os.closerange(3, 1000)
