"""Jobs that leave programs, processes, pools and threads running, and one that looks for them."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.pool import Pool

from fsp.jobs.registry import job_type
from fsp.stores import current_redis
from testbed.processes import until

PROGRAMS = "test:programs"

_kept: list[object] = []


def _program() -> list[int]:
    return [subprocess.Popen(["sleep", "60"], start_new_session=True).pid]


def _orphan() -> list[int]:
    """Start a program whose parent ends at once."""
    script = "import subprocess; print(subprocess.Popen(['sleep', '60'], stdout=subprocess.DEVNULL).pid)"
    command = [sys.executable, "-c", script]
    pid = int(subprocess.run(command, stdout=subprocess.PIPE, check=True, start_new_session=True, text=True).stdout)
    return [pid]


def _shell() -> list[int]:
    os.system("sleep 60 & echo $! > shell-program")
    with open("shell-program", encoding="ascii") as file:  # noqa: PTH123
        pid = int(file.read())
    os.unlink("shell-program")  # noqa: PTH108
    return [pid]


def _fork() -> list[int]:
    pid = os.fork()
    if pid == 0:
        time.sleep(60)
        os._exit(0)
    return [pid]


def _process() -> list[int]:
    process = get_context("fork").Process(target=time.sleep, args=(60,))
    process.start()
    _kept.append(process)
    return [process.pid or 0]


def _spawned() -> list[int]:
    process = get_context("spawn").Process(target=time.sleep, args=(60,))
    process.start()
    _kept.append(process)
    return [process.pid or 0]


def _pool() -> list[int]:
    pool: Pool = get_context("fork").Pool(2)
    _kept.append(pool)
    return list(pool.map(_pid, range(2)))


def _executor() -> list[int]:
    executor = ProcessPoolExecutor(2, mp_context=get_context("fork"))
    _kept.append(executor)
    return list(executor.map(_pid, range(2)))


def _helper_thread() -> list[int]:
    pids: list[int] = []
    helper = threading.Thread(target=lambda: pids.extend(_program()))
    helper.start()
    helper.join()
    return pids


def _pid(_: object) -> int:
    time.sleep(0.01)
    return os.getpid()


LEAVE: dict[str, Callable[[], list[int]]] = {
    "program": _program,
    "orphan": _orphan,
    "shell": _shell,
    "fork": _fork,
    "process": _process,
    "spawned": _spawned,
    "pool": _pool,
    "executor": _executor,
    "helper thread": _helper_thread,
}


@job_type("test-leaves", retries=0)
def leaves(kind: str) -> None:
    """Start something of the kind and return."""
    for pid in LEAVE[kind]():
        current_redis().rpush(PROGRAMS, pid)


@job_type("test-left", retries=0)
def left() -> list[int]:
    """Return what still runs of what was left, and forget it."""
    noted = _noted()
    current_redis().delete(PROGRAMS)
    return [pid for pid in noted if _is_alive(pid)]


@job_type("test-leaves-thread", retries=0)
def leaves_thread() -> None:
    """Leave a thread that ends a moment later."""
    threading.Thread(target=time.sleep, args=(0.5,), name="mailer", daemon=True).start()


@job_type("test-leaves-and-dies", retries=0)
def leaves_and_dies() -> None:
    """Start a program and a process, and take the own process down."""
    program = subprocess.Popen(["sleep", "60"])
    current_redis().rpush(PROGRAMS, program.pid, *_process())
    os.kill(os.getpid(), signal.SIGKILL)


@job_type("test-leaves-and-stays", retries=0, timeout_seconds=1)
def leaves_and_stays() -> None:
    """Start a program in a session of its own, and ignore the time limit."""
    current_redis().rpush(PROGRAMS, *_program())
    while True:
        with contextlib.suppress(BaseException):
            time.sleep(60)


@job_type("test-leaves-beside", retries=0)
def leaves_beside() -> list[bool]:
    """Run until another job has ended that left a program; return whether that and this job's own one still run."""
    own = _program()[0]
    current_redis().set("test:beside", 1)
    until(lambda: bool(current_redis().exists("test:other-ended")), seconds=20, what="the other job has ended")
    (other,) = _noted()
    return [_is_alive(other), _is_alive(own)]


@job_type("test-leaves-first", retries=0)
def leaves_first() -> None:
    """Leave a program while another job runs."""
    until(lambda: bool(current_redis().exists("test:beside")), seconds=20, what="the other job runs")
    current_redis().rpush(PROGRAMS, *_program())


@job_type("test-after-first", retries=0)
def after_first() -> None:
    """Say that the one before has ended."""
    current_redis().set("test:other-ended", 1)


def _noted() -> list[int]:
    return [int(pid) for pid in current_redis().lrange(PROGRAMS, 0, -1)]


def _is_alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:  # noqa: PTH123
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
