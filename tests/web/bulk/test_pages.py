"""Bulk actions on the page: counted, confirmed by typing, undone, stopped, told of."""

import re

import pytest
import redis
from flask.testing import FlaskClient

from fsp.bulk.run import run_operation
from fsp.inspection.one_job import read_job
from fsp.queueing.enqueue import enqueue
from tests.web.forms import send


@pytest.fixture
def waiting(redis_client: redis.Redis) -> redis.Redis:
    for number in range(3):
        enqueue(redis_client, "export-data", {"project": "x"}, job_id=f"job-{number}", tags=["a"])
    return redis_client


def asked(client: FlaskClient, **fields: str) -> str:
    answer = send(client, "/bulk", **fields)
    assert answer.status_code == 303
    return answer.headers["Location"].rsplit("/", 1)[1]


def test_all_that_match_are_counted_confirmed_and_dealt_with(signed_in: FlaskClient, waiting: redis.Redis) -> None:
    operation = asked(signed_in, action="cancel", scope="all", q="tag:a")
    page = signed_in.get(f"/bulk/{operation}").text
    wrong = send(signed_in, f"/bulk/{operation}/start", confirm="2")
    right = send(signed_in, f"/bulk/{operation}/start", confirm="3")

    assert "Type 3 to cancel them" in page
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "Type 3 to confirm" in wrong.text
    assert "Undo" in signed_in.get(f"/bulk/{operation}").text
    run_operation(waiting, operation)
    text = signed_in.get(f"/bulk/{operation}").text
    assert "3 done, 0 skipped, 0 failed" in re.sub(r"\s+", " ", text)
    assert read_job(waiting, "job-0").status == "canceled"


def test_an_undone_one_does_nothing(signed_in: FlaskClient, waiting: redis.Redis) -> None:
    operation = asked(signed_in, action="cancel", scope="ticked", job="job-1")
    send(signed_in, f"/bulk/{operation}/start", confirm="1")

    undone = send(signed_in, f"/bulk/{operation}/undo")
    run_operation(waiting, operation)

    assert undone.status_code == 303
    assert read_job(waiting, "job-1").status == "queued"
    assert send(signed_in, f"/bulk/{operation}/abort").status_code == 409


def test_the_list_tells_of_those_there_were(signed_in: FlaskClient, waiting: redis.Redis) -> None:
    assert "No bulk action yet" in signed_in.get("/bulk").text
    operation = asked(signed_in, action="front", scope="all")

    assert f"/bulk/{operation}" in signed_in.get("/bulk").text


@pytest.mark.parametrize(
    "fields", [{"action": "burn"}, {"action": "cancel", "scope": "ticked"}, {"action": "retry", "q": "x"}]
)
def test_what_cannot_be_counted_is_refused(signed_in: FlaskClient, fields: dict[str, str]) -> None:
    assert send(signed_in, "/bulk", **({"scope": "all"} | fields)).status_code == 422
