"""Jobs: found by state and type, and told of wherever they still are known."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import redis
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.dead_letters.bury import bury
from fsp.errors import FspError
from fsp.history.archive import archive_ended_jobs
from fsp.inspection.attempts import AttemptReading
from fsp.jobs.registry import get_job_type
from fsp.models.item import Item
from fsp.performance.deploys import mark_deploy
from fsp.queueing.enqueue import enqueue
from fsp.queueing.request import request_job
from fsp.redis_connections import connect_redis
from fsp.settings import Settings
from fsp.stores import db
from fsp.worker.attempt_result import cancelled, success
from fsp.worker.job_fetcher import finish
from fsp.worker.large_result import stored_result
from fsp.worker.spent import NOTHING
from tests.redis_fields import HashFields
from tests.web.forms import send
from tests.worker.claiming import claimed
from tests.worker.stepped import STEPS, stepped
from tests.worker.stepping import run_steps


def test_jobs_are_listed_by_state_and_type(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "generate-report", {}, job_id="one")
    enqueue(redis_client, "export-data", {"project": "x"}, job_id="two")

    everything = signed_in.get("/jobs").text
    one_type = signed_in.get("/jobs?state=waiting&type=export-data").text

    assert 'href="/jobs/one"' in everything
    assert 'href="/jobs/two"' in everything
    assert 'href="/jobs/one"' not in one_type


def test_what_cannot_be_searched_by_is_said_and_the_form_keeps_it(signed_in: FlaskClient) -> None:
    answer = signed_in.get("/jobs?q=args.colour:red")

    assert answer.status_code == 422
    assert "args.project of export-data" in answer.text
    assert 'value="args.colour:red"' in answer.text
    assert signed_in.get("/jobs?cursor=x1").status_code == 422


def test_an_empty_list_says_why(signed_in: FlaskClient) -> None:
    assert "No jobs yet" in signed_in.get("/jobs").text
    assert "No matching jobs" in signed_in.get("/jobs?state=failed").text


def test_a_job_is_shown_with_its_arguments(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "<script>"}, job_id="one")

    page = signed_in.get("/jobs/one").text

    assert "queued" in page
    assert "<script>" not in page.split("<main")[1]


def test_a_job_redis_forgot_is_still_known_by_its_request(
    signed_in: FlaskClient, garden: Item, redis_client: redis.Redis
) -> None:
    request = request_job("export-data", {"project": "garden"}, requested_by="admin")
    redis_client.flushall()

    assert "by admin" in signed_in.get(f"/jobs/{request.job_id}").text


def test_a_dead_job_tells_why(signed_in: FlaskClient) -> None:
    bury(
        job_id="gone",
        job_type="export-data",
        queue="low",
        arguments={},
        reason="spent",
        error_class=FspError.__name__,
        error_message="It <b> broke",
        error_traceback="Traceback",
        attempts=[AttemptReading(4, "failed", utc_now(), utc_now(), "It broke", "Traceback: line 1", "w")],
    )
    db.session.rollback()

    listed = signed_in.get("/dead-letters").text
    page = signed_in.get("/jobs/gone").text

    assert "FspError: It &lt;b&gt; broke" in listed
    assert "Traceback" in page


@pytest.mark.parametrize("path", ["/jobs/none", "/jobs/..%2f", "/items/99", "/files/9/x"])
def test_what_is_not_there_is_not_found(signed_in: FlaskClient, path: str) -> None:
    assert signed_in.get(path).status_code == 404


def test_without_redis_the_page_says_what_is_the_matter(
    signed_in: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = connect_redis(Settings(redis_url="redis://127.0.0.1:1"))
    monkeypatch.setitem(signed_in.application.extensions, "fsp_redis", away)

    answer = signed_in.get("/jobs")

    assert answer.status_code == 503
    assert "Redis is not responding" in answer.text


def test_a_waiting_job_says_why_it_is_not_running(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "generate-report", {}, job_id="one")

    assert "No workers are running" in signed_in.get("/jobs/one").text


def test_a_waiting_job_is_cancelled_on_its_page(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "generate-report", {}, job_id="one")
    assert "Cancel" in signed_in.get("/jobs/one").text

    codes = [send(signed_in, "/jobs/one/cancel").status_code for _ in range(2)]

    page = signed_in.get("/jobs/one").text
    assert codes == [303, 409]
    assert "canceled" in page
    assert "Cancellation reason" in page
    assert "cancelled by admin" in page


def test_a_running_job_tells_on_its_page_who_asked_for_its_end(
    signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    enqueue(redis_client, "generate-report", {}, job_id="one")
    claim = claimed(redis_client)

    send(signed_in, "/jobs/one/cancel")
    asked = signed_in.get("/jobs/one").text
    finish(redis_client, claim, cancelled())
    ended = signed_in.get("/jobs/one").text

    assert "Cancellation requested" in asked
    assert "by admin; the worker stops it within seconds" in asked
    assert "Cancellation requested" not in ended
    assert "cancelled by admin" in ended
    assert send(signed_in, "/jobs/one/cancel").status_code == 409
    assert "cancel job" in signed_in.get("/audit?target=job one").text
    assert 'href="/audit?target=job+one"' in ended


def test_long_arguments_are_cut_until_all_are_asked_for_and_secrets_are_hidden(
    signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    enqueue(redis_client, "export-data", {"project": "x"}, job_id="one")
    long = {"project": "y" * 1_000_000, "token": "hunter2"}
    redis_client.hset("rq:job:one", "fsp_arguments", json.dumps(long))

    cut, whole = signed_in.get("/jobs/one").text, signed_in.get("/jobs/one?arguments=all").text

    assert "cut here" in cut
    assert len(cut) < 100_000
    assert "cut here" not in whole
    assert "y" * 60_000 in whole
    assert "hunter2" not in cut + whole


def test_a_job_only_the_history_knows_has_a_page_and_runs_again(
    signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    line = {"job_id": "old", "job_type": "export-data", "queue": "low", "status": "finished", "started_ms": 1000}
    redis_client.xadd("fsp:events", {"job": json.dumps(line | {"arguments": '{"project": "garden"}'})})
    archive_ended_jobs(redis_client)

    page = signed_in.get("/jobs/old").text
    again = send(signed_in, "/jobs/old/again")

    assert "garden" in page
    assert "finished" in page
    assert "Copy of" in signed_in.get(again.location).text
    assert again.location.rsplit("/", 1)[1] in signed_in.get("/jobs/old").text


def test_the_version_of_a_job_leads_to_its_deploy(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    now = utc_now()
    earlier = mark_deploy("1", by="ada", now=now - timedelta(hours=3))
    mark = mark_deploy("2", by="ada", now=now - timedelta(hours=2), note="the new reports")
    enqueue(redis_client, "export-data", {"project": "x"}, job_id="one")
    run: HashFields = {"started_at": f"{now:%Y-%m-%dT%H:%M:%S.%fZ}", "fsp_version": "2"}
    redis_client.hset("rq:job:one", mapping=run)

    page = signed_in.get("/jobs/one").text
    redis_client.hset("rq:job:one", "fsp_version", "unmarked")
    other = signed_in.get("/jobs/one").text

    assert "version 2" in page
    assert f'href="/performance#deploy-{mark.id}"' in page
    assert "the new reports" in page
    assert "after deploy 2" in other
    assert all(f'id="deploy-{result.id}"' in signed_in.get("/performance").text for result in (earlier, mark))


def test_a_job_runs_again_from_a_step_of_its_ladder(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    stepped(redis_client)

    page = signed_in.get("/jobs/old").text
    answer = send(signed_in, "/jobs/old/again", from_step="three")
    refused = send(signed_in, "/jobs/old/again", from_step="four")

    assert page.count("Run again from here") == 3
    assert "Durable steps" not in signed_in.get("/jobs").text
    assert run_steps(redis_client, claimed(redis_client), STEPS) == ["three"]
    again = signed_in.get(answer.location).text
    assert ("kept" in again, "Run again from here" in again) == (True, False)
    assert (refused.status_code, "has no step" in refused.text) == (422, True)


def test_a_large_result_is_downloaded_from_the_page_of_its_job(
    signed_in: FlaskClient, redis_client: redis.Redis, settings: Settings
) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="one")
    claim = claimed(redis_client)
    with signed_in.application.app_context():
        rules = replace(get_job_type("export-data"), large_result="artifact")
        result = stored_result(rules, "x" * 300_000, "one")
    finish(redis_client, claim, success(result, NOTHING))

    page = signed_in.get("/jobs/one").text
    address = signed_in.get("/api/jobs/one").get_json()["result"]["file"]

    assert f'href="{address}"' in page
    with signed_in.get(address) as download:
        assert (download.get_json(), download.mimetype) == ("x" * 300_000, "application/json")
