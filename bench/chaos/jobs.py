"""The job types the chaos runs use; load them with FSP_JOB_MODULES=bench.chaos.jobs."""

import hashlib
import os
import random
import signal
import time

from bench.chaos.work import BEAT_SECONDS, STORM_BASE_SECONDS, hold
from fsp.jobs.backoff import Backoff
from fsp.jobs.circuit import Circuit
from fsp.jobs.deduplication import Deduplication
from fsp.jobs.durable_step import run_step
from fsp.jobs.gate import Gate
from fsp.jobs.rate import Rate
from fsp.jobs.registry import job_type
from fsp.jobs.replay_id import root_job_id
from fsp.jobs.run_context import current_run
from fsp.redis_ops import keys
from fsp.stores import current_redis
from testbed.journal_platforms import list_journals

list_journals()
NEVER = Circuit(failures=100_000)
WINDOW_SECONDS = 3


@job_type("chaos-note", concurrency=10_000, retries=5, circuit=NEVER)
def note(number: int, at: float = 0.0) -> int:
    """Take 15 ms; count how often this number began and came to its end, and how long after `at` it first began."""
    connection = current_redis()
    if connection.hincrby("chaos:starts", str(number), 1) == 1:
        connection.rpush("chaos:waits", time.time() - at)
    time.sleep(0.015)
    connection.hincrby("chaos:runs", str(number), 1)
    return number


@job_type("chaos-brief", concurrency=10_000, retries=5, circuit=NEVER)
def brief(number: int) -> int:
    """Take no time."""
    return number


SERVER_RATE = Rate(15, 1.0)


@job_type("chaos-rated", concurrency=10_000, retries=5, circuit=NEVER, gates=(Gate("server", rate=SERVER_RATE),))
def ask_server(server: int) -> int:
    """Send one request after a while that differs from job to job; the server notes when."""
    time.sleep(random.uniform(0, 0.1))
    seconds, microseconds = current_redis().time()
    current_redis().rpush("chaos:requests", seconds + microseconds / 1e6)
    return server


@job_type("chaos-steps", concurrency=10_000, retries=5, circuit=NEVER)
def take_five_steps(number: int) -> list[str]:
    """Take five durable steps of 10 ms, each of which notices whether its result was kept before."""
    return [run_step(f"step {place}", _take_step, number, f"step {place}") for place in range(5)]


def _take_step(number: int, name: str) -> str:
    connection, run = current_redis(), current_run()
    connection.incr("chaos:step-runs")
    if connection.hexists(keys.step_results(root_job_id(run.job_id)), name):
        connection.rpush("chaos:ran-again", f"{number} {name}")
    time.sleep(0.01)
    return f"{run.job_id} {run.attempt}"


@job_type("chaos-long", concurrency=10_000, retries=5, timeout_seconds=300, circuit=NEVER)
def run_long(number: int, seconds: float) -> int:
    """Say that this attempt begins, and four times a second that it is alive, until it comes to its end."""
    connection, until = current_redis(), time.time() + seconds
    attempt = connection.rpush(f"chaos:begun:{number}", time.time())
    while (left := until - time.time()) > 0:
        time.sleep(min(left, BEAT_SECONDS))
        connection.hset(f"chaos:alive:{number}", str(attempt), time.time())
    return current_run().attempt


@job_type("chaos-poison", concurrency=10_000, retries=5)
def kill_the_process() -> None:
    """Take the process down."""
    current_redis().incr("chaos:poisoned")
    os.kill(os.getpid(), signal.SIGKILL)


@job_type("chaos-hang", concurrency=10_000, retries=0, timeout_seconds=2)
def hang_in_c() -> None:
    """Hang in C code, which no signal's handler interrupts: half an hour of one call."""
    hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 2_000_000_000)


@job_type("chaos-swallow", concurrency=10_000, retries=0, timeout_seconds=2)
def swallow_everything() -> None:
    """Outlast the time limit whatever is raised."""
    while True:
        try:
            time.sleep(600)
        except Exception:  # noqa: BLE001  (the point of it)
            continue


@job_type("chaos-narrow", concurrency=3, retries=50, circuit=NEVER)
def hold_one_of_three(folder: str) -> None:
    """Hold one of three locks that end with the process; say so if none is free."""
    if not hold(folder):
        current_redis().incr("chaos:too-many")


@job_type("chaos-down", concurrency=10_000, retries=50, circuit=Circuit(failures=5, open_seconds=3))
def call_what_is_down() -> None:
    """Call a service that is down, and note when; a probe told to be slow calls for 20 s."""
    connection = current_redis()
    connection.rpush("chaos:calls", time.time())
    if connection.exists("chaos:slow"):
        connection.rpush("chaos:slow-calls", current_run().job_id)
        time.sleep(20)
    raise ConnectionError("the service is down")


@job_type(
    "chaos-storm",
    concurrency=10_000,
    retries=3,
    circuit=NEVER,
    backoff=Backoff(base_seconds=STORM_BASE_SECONDS, least_ratio=0),
)
def fail() -> None:
    """Fail, and note when, and at which attempt."""
    current_redis().rpush(f"chaos:attempts:{current_run().attempt}", time.time())
    raise ValueError("as it always does")


@job_type("chaos-window", deduplication=Deduplication(window_seconds=WINDOW_SECONDS))
def stay_taken() -> None:
    """Keep its key for 3 s after its end."""
