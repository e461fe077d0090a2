"""The fourteen faults: how each is produced, and what the overview must say of it."""

import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.chaos.network import FAKETIME
from bench.faults.running import Running, small_disk
from fsp.importing.import_posts import import_posts
from fsp.queueing.enqueue import enqueue_many
from testbed.processes import free_port

POSTS = Path(__file__).parents[2] / "examples" / "posts"
MEGABYTE = 1024 * 1024
DISK_MEGABYTES = 256
CLOSED = f"http://127.0.0.1:{free_port()}"
"""Nobody listens there."""


@dataclass(frozen=True)
class Fault:
    """One fault. `says` are patterns of its card; `button` is one of its action."""

    name: str
    rule: str
    produce: Callable[[Running], object]
    says: tuple[str, ...]
    button: str
    variables: dict[str, str] = field(default_factory=dict)
    web_variables: dict[str, str] = field(default_factory=dict)
    disk_megabytes: int = 0
    """The size of the disk that everything is on; 0 for the one of this machine."""


def _enqueue(job_type: str, count: int) -> Callable[[Running], object]:
    def produce(fsp: Running) -> object:
        return enqueue_many(fsp.stage.connection, job_type, [{"number": number} for number in range(count)])

    return produce


def _kill_worker(fsp: Running) -> None:
    fsp.worker.kill()


def _kill_scheduler(fsp: Running) -> None:
    fsp.scheduler.kill()


def _use_memory(fsp: Running) -> None:
    enqueue_many(fsp.stage.connection, "fault-memory", [{"megabytes": 400}])


def _generate(fsp: Running) -> None:
    import_posts(POSTS, "Garden", settings=fsp.stage.app.extensions["fsp_settings"])
    enqueue_many(fsp.stage.connection, "content-generation", [{"item_id": number} for number in range(1, 8)])


def _send_tests(fsp: Running) -> None:
    for _ in range(3):
        fsp.fsp("alerts", "test", "webhook")


def _fill_disk(megabytes_left: int) -> Callable[[Running], None]:
    def produce(fsp: Running) -> None:
        disk = os.statvfs(fsp.stage.folder)
        left = disk.f_bavail * disk.f_frsize - megabytes_left * MEGABYTE
        with (fsp.stage.folder / "filler").open("wb") as file:
            for _ in range(max(0, left) // MEGABYTE):
                file.write(b"\1" * MEGABYTE)
            file.flush()

    return produce


def _wait(_fsp: Running) -> None:
    """Do nothing: the fault is in the variables."""


def _freeze(fsp: Running) -> None:
    fsp.valkey.send_signal(signal.SIGSTOP)


def _lock(fsp: Running) -> None:
    other = sqlite3.connect(fsp.stage.folder / "fsp.sqlite3", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    fsp.held.append(other)


FAULTS = (
    Fault(
        "dead workers",
        "worker-dead",
        _kill_worker,
        ("No workers are running", "stopped sending heartbeats"),
        "fsp worker",
    ),
    Fault(
        "hung jobs",
        "slots-held",
        _enqueue("fault-hang", 3),
        ("held by jobs that do not finish", r"fault-hang\) has been running for"),
        "Cancel longest job",
    ),
    Fault(
        "backlog",
        "backlog",
        _enqueue("fault-slow", 3000),
        (r"jobs are waiting in queue medium", r"at the current rate|all workers are busy: 1 running fault-slow"),
        "fsp worker",
    ),
    Fault(
        "failing type, open circuit",
        "circuit-open",
        _enqueue("fault-fails", 8),
        ("circuit breaker of fault-fails is open", "ValueError: the index is corrupt"),
        "Close circuit breaker",
    ),
    Fault(
        "retry storm",
        "retry-storm",
        _enqueue("fault-retries", 40),
        ("fault-retries keeps retrying", "ServiceUnavailable: the server answered 503"),
        "Pause fault-retries",
    ),
    Fault(
        "memory",
        "memory-over",
        _use_memory,
        ("more than 209.7 MB", "its fault-memory job uses the memory"),
        "Cancel job",
        variables={"FSP_WORKER_MEMORY_BYTES": str(200 * MEGABYTE)},
    ),
    Fault(
        "model down",
        "platform-failing",
        _generate,
        ("The service language model is down", "calls in the last 15 minutes failed", "ServiceUnavailable"),
        "Pause content-generation",
        variables={"FSP_LLM_BASE_URL": CLOSED, "FSP_LLM_MODEL": "small"},
    ),
    Fault(
        "webhook down",
        "channel-failing",
        _send_tests,
        ("Alert channel webhook is failing", "refused|Connect"),
        "Send a test",
        variables={"ALERT_WEBHOOK_URL": CLOSED, "FSP_ALERT_ALLOW_INTERNAL": "true"},
    ),
    Fault(
        "clock off",
        "clock-skew",
        _wait,
        (r"is 30\d s ahead|Clock skew: 30\d s", "time sync is not working|clock is ahead of Redis"),
        "timedatectl",
        web_variables={"LD_PRELOAD": str(FAKETIME), "FAKETIME": "+300"},
    ),
    Fault(
        "disk low",
        "disk-low",
        _fill_disk(DISK_MEGABYTES * 4 // 100),
        ("The disk is almost full", "MB left for the data folder"),
        "du -xh",
        disk_megabytes=DISK_MEGABYTES,
    ),
    Fault(
        "disk full",
        "disk-full",
        _fill_disk(0),
        ("The disk is full", "the disk of the data folder has"),
        "du -xh",
        disk_megabytes=DISK_MEGABYTES,
    ),
    Fault(
        "Redis frozen",
        "redis-down",
        _freeze,
        ("Redis is not responding", "it is frozen, swapping, or blocked"),
        "ps -o pid,stat",
    ),
    Fault(
        "database locked",
        "database-away",
        _lock,
        ("The database is locked", "another process holds the lock"),
        "fuser -v",
    ),
    Fault(
        "scheduler dead",
        "scheduler-dead",
        _kill_scheduler,
        ("No scheduler is running", "stopped sending heartbeats"),
        "fsp scheduler",
    ),
)


@contextmanager
def disk_of(fault: Fault) -> Iterator[None]:
    """Give a fault of a disk a small one of its own."""
    if not fault.disk_megabytes:
        yield
        return
    with small_disk(fault.disk_megabytes):
        yield
