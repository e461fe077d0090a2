"""What the overview costs its stores, however many job types there are, and however much is wrong."""

from datetime import timedelta

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.gates.controls import pause_type
from fsp.gates.pauses import Pause
from fsp.installation.guard import record_beat
from fsp.jobs import registry
from fsp.jobs.registry import job_type
from fsp.models.alert import Alert
from fsp.models.model_request import ModelSpending
from fsp.performance.deploys import mark_deploy
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, process_keys
from fsp.settings import Settings
from fsp.stores import db
from tests.counted_reads import Reads, counted_reads
from tests.dead_letters.burying import buried
from tests.inspection.reports import tell
from tests.redis_fields import HashFields

MAX_COLD, MAX_WARM = 20, 5
MANY_TYPES = 50


@pytest.fixture(params=["no model", "a model"])
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """Return settings without and with a language model, whose budgets are on the overview too."""
    model = {"llm_base_url": "http://127.0.0.1:1/v1", "llm_model": "m", "llm_budget": 1_000_000}
    return settings.model_copy(update=model if request.param == "a model" else {})


@pytest.fixture
def many_job_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_types", dict(registry._types))
    for number in range(MANY_TYPES):
        job_type(f"test-many-{number}")(lambda: None)


@pytest.fixture
def running(app: Flask, redis_client: redis.Redis, settings: Settings) -> redis.Redis:
    now = utc_now()
    for number in range(3):
        tell(redis_client, f"worker-{number}", now=now)
    redis_client.set(process_keys.heartbeat("scheduler"), now.timestamp())
    # The first sweep of the scheduler gives it an identity.
    record_beat(redis_client, settings, now)
    return redis_client


@pytest.fixture
def in_trouble(running: redis.Redis) -> None:
    now = utc_now()
    enqueue(running, "export-data", {"project": "x"})
    pause_type(running, "export-data", Pause("ada", "a full disk", now))
    gate: HashFields = {
        "circuit": "open",
        "why": "5 failures in a row",
        "open_until": int(now.timestamp() * 1000) + 60_000,
    }
    running.hset(gate_keys.gate("generate-report"), mapping=gate)
    mark_deploy("2", by="ada", now=now - timedelta(minutes=5))
    for number in range(10):
        buried(f"dead-{number}", arguments={"project": "x"}, error_class="ValueError", error=f"It is {number}.")
    fields = {
        "rule": "JobFailures",
        "alert_type": "job_failures",
        "severity": "critical",
        "title": "Jobs fail",
        "state": "firing",
    }
    labels = {"job_type": "export-data"}
    db.session.add(ModelSpending(scope="installation", month=f"{now:%Y-%m}", charged=900_000))
    db.session.add(Alert(fingerprint="f" * 64, labels=labels, details={}, started_at=now, **fields))
    db.session.commit()


def cost(client: FlaskClient) -> Reads:
    with counted_reads() as reads:
        assert client.get("/").status_code == 200
    return reads


@pytest.mark.usefixtures("many_job_types", "running")
def test_a_quiet_overview_costs_few_questions_and_a_warm_one_next_to_none(signed_in: FlaskClient) -> None:
    cold, warm = cost(signed_in), cost(signed_in)

    assert len(cold.round_trips) <= MAX_COLD, cold.round_trips
    assert len(cold.statements) <= MAX_COLD, cold.statements
    assert len(warm.round_trips) <= MAX_WARM, warm.round_trips
    assert len(warm.statements) <= MAX_WARM, warm.statements


@pytest.mark.usefixtures("many_job_types", "in_trouble")
def test_an_overview_full_of_problems_costs_no_more(signed_in: FlaskClient) -> None:
    cold, warm = cost(signed_in), cost(signed_in)

    assert len(cold.round_trips) <= MAX_COLD, cold.round_trips
    assert len(cold.statements) <= MAX_COLD, cold.statements
    assert len(warm.round_trips) <= MAX_WARM, warm.round_trips
    assert len(warm.statements) <= MAX_WARM, warm.statements
