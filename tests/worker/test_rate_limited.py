"""A server that says it is called too often holds back the keyed gate of the job that asked, and no other."""

from collections.abc import Callable
from datetime import timedelta

import httpx2
import pytest
import redis

from fsp.clock import utc_now
from fsp.errors import RateLimited, ServiceUnavailable
from fsp.gates.controls import set_rate
from fsp.gates.keyed import read_keyed_gate
from fsp.gates.rates import RateOverride
from fsp.jobs.circuit import Circuit
from fsp.jobs.gate import Gate
from fsp.jobs.rate import Rate
from fsp.jobs.registry import find_job_type, job_type
from fsp.jobs.run_context import Run
from fsp.queueing.enqueue import enqueue
from fsp.worker.rate_limited import heed_rate_limit
from tests.receiver import receiving

RATE = Rate(100, 60)


@job_type("test-limited", gates=(Gate("limited-server", argument="server", circuit=Circuit(failures=1)),))
def limited(server: int, kind: str) -> None:
    """Fail as a server asks for it."""
    if kind == "none":
        raise RateLimited("slow down")
    raise (RateLimited if kind == "429" else ServiceUnavailable)("slow down", retry_after_seconds=60)


@job_type(
    "test-limited-twice",
    gates=(Gate("limited-host", argument="host", rate=RATE), Gate("limited-user", argument="user")),
)
def limited_twice(host: int, user: int, url: str = "") -> None:
    """Fail as a server asks for it."""
    if url:
        httpx2.post(url).raise_for_status()
    raise RateLimited("slow down", retry_after_seconds=60)


def seconds_shut(connection: redis.Redis, gate: str) -> float:
    """Return for how long a gate is still shut by its server."""
    until = read_keyed_gate(connection, gate, utc_now()).shut_until
    return (until - utc_now()) / timedelta(seconds=1) if until else 0.0


def test_the_only_gate_of_the_job_waits_and_its_circuit_stays_closed(
    burst: Callable[[], None], redis_client: redis.Redis
) -> None:
    enqueue(redis_client, "test-limited", {"server": 1, "kind": "429"})

    burst()

    assert 40 < seconds_shut(redis_client, "|limited-server:1") <= 60
    assert read_keyed_gate(redis_client, "|limited-server:1", utc_now()).circuit == "closed"
    assert seconds_shut(redis_client, "|limited-server:2") == 0


@pytest.mark.parametrize("kind", ["503", "none"])
def test_other_failures_hold_back_no_gate(burst: Callable[[], None], redis_client: redis.Redis, kind: str) -> None:
    enqueue(redis_client, "test-limited", {"server": 1, "kind": kind})

    burst()

    assert seconds_shut(redis_client, "|limited-server:1") == 0


def test_of_several_gates_those_with_a_rate_wait(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    set_rate(redis_client, "|limited-user:2", RateOverride(RATE, "ada", "", utc_now()))
    for user in (1, 2):
        enqueue(redis_client, "test-limited-twice", {"host": user, "user": user})

    burst()

    shut = {
        name: seconds_shut(redis_client, f"|limited-{name}") > 0 for name in ("host:1", "user:1", "host:2", "user:2")
    }
    assert shut == {"host:1": True, "user:1": False, "host:2": True, "user:2": True}


def test_an_answer_of_http_counts_as_well(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    with receiving() as platform:
        platform.status, platform.headers = 429, {"Retry-After": "60"}
        enqueue(redis_client, "test-limited-twice", {"host": 3, "user": 3, "url": platform.url})

        burst()

    assert 40 < seconds_shut(redis_client, "|limited-host:3") <= 60


class Odd(Exception):
    """An error that fails when it is read."""

    @property
    def response(self) -> None:
        """Raise."""
        raise SystemExit


def test_an_error_that_cannot_be_read_does_no_harm() -> None:
    rules = find_job_type("test-limited")
    assert rules is not None

    heed_rate_limit(Run("a", "test-limited", gates=("|limited-server:1",)), rules, Odd())
