"""Job types with gates to open and close."""

from collections.abc import Callable
from functools import partial

import pytest
import redis

from fsp.jobs.circuit import Circuit
from fsp.jobs.registry import job_type
from fsp.worker.claim import Claim
from tests.worker.claiming import claim_next, let_circuit_time_pass
from tests.worker.claiming import end as end_claim


@job_type("test-gated", concurrency=3, retries=0, circuit=Circuit(failures=3))
def gated() -> None:
    """Do nothing."""


@job_type("test-ratio", concurrency=100, retries=0, circuit=Circuit(failures=1000, ratio=0.5, minimum=4))
def by_ratio() -> None:
    """Do nothing."""


@job_type("test-patient", concurrency=100, max_wait_seconds=600)
def patient() -> None:
    """Do nothing."""


@pytest.fixture
def claim(redis_client: redis.Redis) -> Callable[[], Claim | None]:
    return lambda: claim_next(redis_client)


@pytest.fixture
def end(redis_client: redis.Redis) -> Callable[[Claim | None, str], None]:
    def finish_with(claim: Claim | None, signal: str) -> None:
        assert claim is not None
        assert end_claim(redis_client, claim, "success" if signal == "good" else "dead", signal=signal)

    return finish_with


@pytest.fixture
def let_time_pass(redis_client: redis.Redis) -> Callable[[str], None]:
    """Return a function that ends the time a circuit stays open."""

    return partial(let_circuit_time_pass, redis_client)
