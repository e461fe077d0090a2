"""A web process that is stopped tells whoever still reaches it, on a connection kept alive, to go elsewhere."""

import signal
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from gunicorn.workers.base import Worker

from fsp.web.stopping import is_stopping


@pytest.fixture
def worker() -> Iterator[Worker]:
    """Handle SIGTERM as gunicorn's own worker does, without the rest of it."""
    result = Worker.__new__(Worker)
    result.alive = True
    before = signal.signal(signal.SIGTERM, result.handle_exit)
    yield result
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("path", ["/api/health?quick=true", "/api/health/live", "/api/health/ready"])
def test_who_still_reaches_a_process_that_stops_is_told_so(worker: Worker, client: FlaskClient, path: str) -> None:
    before = client.get(path)
    signal.raise_signal(signal.SIGTERM)
    after = client.get(path)

    assert before.status_code == 200
    assert (after.status_code, after.json) == (503, {"status": "unhealthy", "reason": "stopping"})


def test_a_process_that_gunicorn_does_not_run_is_not_being_stopped() -> None:
    assert not is_stopping()
