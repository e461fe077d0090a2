"""Work that waits: a long backlog, slots that hung jobs hold, and queues that are stopped for reasons of their own."""

import re
from datetime import timedelta

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.gates.controls import pause_type
from fsp.gates.pauses import Pause
from fsp.inspection.flow_samples import take_sample
from fsp.queueing.enqueue import enqueue, enqueue_many
from fsp.redis_ops import gate_keys, metric_keys, rq_keys
from fsp.stored import text_of
from tests.web.overview.faults_made import make_well, report_worker
from tests.web.overview.test_pages import first_problem
from tests.worker.claiming import claim_next

LONG_AGO = timedelta(minutes=12, seconds=20)
"""Not a whole number of minutes: the page is read a moment later, on a clock that may agree only nearly."""


def problems(page: str) -> list[str]:
    return re.findall(r' id="problem-([^"]*)', page)


def queue_row(page: str, name: str) -> str:
    return page.split(f'id="queue-{name}"')[1].split("</tr>", maxsplit=1)[0]


def put_back(connection: redis.Redis, job_id: str, field: str, ago: timedelta = LONG_AGO) -> None:
    """Let a job have waited, or run, for long."""
    connection.hset(rq_keys.job(job_id), field, (utc_now() - ago).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


@pytest.fixture
def well(app: Flask, redis_client: redis.Redis) -> redis.Redis:
    make_well(app, redis_client)
    return redis_client


@pytest.fixture
def hung(well: redis.Redis) -> list[str]:
    """Let the one slot of the worker hold a job that runs for long, while others wait; return the ids that run."""
    enqueue_many(well, "generate-report", [{"project": f"p{number}"} for number in range(3)])
    enqueue(well, "export-data", {"project": "x"}, job_id="waits")
    put_back(well, "waits", "enqueued_at")
    claim = claim_next(well)
    assert claim is not None
    put_back(well, claim.job_id, "started_at")
    well.hset(rq_keys.job(claim.job_id), "worker_name", "alive")
    return [claim.job_id]


def test_hung_jobs_that_hold_every_slot_are_the_first_problem_and_lead_to_the_longest(
    signed_in: FlaskClient, hung: list[str]
) -> None:
    page = signed_in.get("/").text

    assert problems(page) == ["slots-held:all"]
    row = first_problem(page, "slots-held")
    assert "The only slot of the workers is held by jobs that do not finish" in row
    assert re.search(
        r"1 running generate-report; the longest \(generate-report\) has been running for 12 min \d+ s and", row
    )
    assert f'href="/jobs/{hung[0]}"' in row


def test_slots_of_one_type_held_by_hung_jobs_are_named(signed_in: FlaskClient, well: redis.Redis) -> None:
    enqueue_many(well, "export-data", [{"project": f"p{number}"} for number in range(5)])
    ids = [claim.job_id for _ in range(3) if (claim := claim_next(well))]
    assert claim_next(well) is None
    for job_id in ids:
        put_back(well, job_id, "started_at")
        well.hset(rq_keys.job(job_id), "worker_name", "alive")
    report_worker(well, "alive", utc_now(), born_at=utc_now() - timedelta(hours=1), slots=8)

    page = signed_in.get("/").text

    assert problems(page) == ["slots-held:export-data"]
    row = first_problem(page, "slots-held")
    assert "All 3 slots of export-data are held by jobs that do not finish" in row
    assert "3 running export-data" in row
    assert "2 jobs" in row


def test_a_backlog_is_reported_with_the_rate_of_the_last_minute(signed_in: FlaskClient, well: redis.Redis) -> None:
    now = utc_now()
    enqueue_many(well, "export-data", [{"project": "x"}] * 2_000)
    well.hset(metric_keys.COUNTERS, "export-data|low|succeeded", 9_000)
    take_sample(well, now - timedelta(seconds=240))
    well.delete(metric_keys.FLOW_SAMPLER)
    well.hset(metric_keys.COUNTERS, "export-data|low|succeeded", 90_000)
    take_sample(well, now - timedelta(seconds=70))

    (oldest,) = well.lrange(rq_keys.queue("low"), 0, 0)
    put_back(well, text_of(oldest), "enqueued_at", timedelta(seconds=90))

    page = signed_in.get("/").text

    assert problems(page) == ["backlog:low"]
    row = first_problem(page, "backlog")
    assert "2\u202f000 jobs are waiting in queue low" in row
    assert "no job has finished in the last minute" in row
    assert "stalled" in queue_row(page, "low")
    assert "min" not in queue_row(page, "low").split('data-label="Time to empty"')[1].split("</td>")[0]


def test_a_backlog_that_empties_says_when(signed_in: FlaskClient, well: redis.Redis) -> None:
    enqueue_many(well, "export-data", [{"project": "x"}] * 1_700)
    take_sample(well, utc_now() - timedelta(seconds=60))
    well.lpop(rq_keys.queue("low"), 600)
    well.hset(metric_keys.COUNTERS, "export-data|low|succeeded", 600)

    row = first_problem(signed_in.get("/").text, "backlog")

    assert re.search(r"empty in about 1 min \d+ s at the current rate \(0/min in, \d+/min out\)", row)


def test_a_stalled_queue_is_not_blamed_on_the_circuit_of_another_queue(
    signed_in: FlaskClient, well: redis.Redis
) -> None:
    enqueue(well, "export-data", {"project": "x"}, job_id="waits")
    put_back(well, "waits", "enqueued_at")
    until = int(utc_now().timestamp() * 1000) + 60_000
    well.hset(gate_keys.gate("item-scheduled-publish"), mapping={"circuit": "open", "why": "x", "open_until": until})

    row = first_problem(signed_in.get("/").text, "queue-stalled:low")

    assert "workers are online but take no jobs from this queue" in row
    assert "circuit" not in row


def test_the_state_of_a_queue_does_not_say_that_it_flows_where_nothing_moves(
    signed_in: FlaskClient, well: redis.Redis
) -> None:
    enqueue_many(well, "export-data", [{"project": "x"}] * 3)
    take_sample(well, utc_now() - timedelta(seconds=65))
    enqueue_many(well, "content-generation", [{"item_id": number} for number in range(2)])
    pause_type(well, "content-generation", Pause("ada", "", utc_now()))
    assert claim_next(well, queues=["medium"]) is None

    page = signed_in.get("/").text

    states = {name: re.search(r"</span>([a-z]+)</span>", queue_row(page, name)) for name in ("high", "medium", "low")}
    assert {name: state and state[1] for name, state in states.items()} == {
        **{"high": "empty", "medium": "blocked", "low": "waiting"}
    }
