"""A job type that fails behind an open circuit: what failed is named, and found wherever its page says to look."""

import html
import re

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.queueing.enqueue import enqueue_many
from fsp.worker.attempt_result import failure
from fsp.worker.job_fetcher import JobFetcher, finish
from fsp.worker.spent import NOTHING
from tests.web.overview.faults_made import make_well
from tests.web.overview.test_pages import first_problem
from tests.web.response_json import json_of

FAILED = 12


@pytest.fixture
def failing(app: Flask, redis_client: redis.Redis) -> list[str]:
    """Let jobs of a type fail until its circuit opens, each to be tried again; return the ids of those that failed."""
    make_well(app, redis_client)
    enqueue_many(redis_client, "export-data", [{"project": f"p{number}"} for number in range(FAILED)])
    # What is claimed before the circuit opens is ended after it.
    fetcher = JobFetcher(redis_client, worker="w", queues=["high", "medium", "low"], lease_seconds=30)
    ids = []
    while claims := [claim for _ in range(20) if (claim := fetcher.next()[1])]:
        for claim in claims:
            finish(redis_client, claim, failure(claim, ValueError("the index is corrupt"), NOTHING))
            ids.append(claim.job_id)
    assert len(ids) >= 5
    return ids


def followed(client: FlaskClient, row: str) -> str:
    """Return the page with the details of a problem."""
    (address,) = re.findall(r'href="([^"]+)">Details', row)
    return client.get(html.unescape(address)).text


def test_the_circuit_is_the_first_problem_with_the_error_and_leads_to_the_jobs_that_failed(
    signed_in: FlaskClient, failing: list[str]
) -> None:
    page = signed_in.get("/").text
    row = first_problem(page, "circuit-open:export-data")

    assert re.findall(r' id="problem-([^"]*)', page)[0] == "circuit-open:export-data"
    assert "5 failures in a row" in row
    assert "ValueError: the index is corrupt" in row
    assert f"{FAILED} jobs" in row
    assert "Close circuit breaker" in row
    assert {job_id for job_id in failing if f'id="job-{job_id}"' in followed(signed_in, row)} == set(failing)


@pytest.mark.parametrize(
    "query",
    ["q=error:ValueError", "state=retrying", "q=error:%22index+is%22", "q=error:ValueError&state=scheduled"],
)
def test_jobs_that_will_be_tried_again_are_found_by_their_error(
    signed_in: FlaskClient, failing: list[str], query: str
) -> None:
    page = signed_in.get(f"/jobs?{query}").text

    assert {job_id for job_id in failing if f'id="job-{job_id}"' in page} == set(failing)
    assert page.count('id="job-') == len(failing) + 1
    assert "ValueError: the index is corrupt" in page


@pytest.mark.parametrize(
    "query", ["q=error:OSError", "q=error:Value", "state=failed", "q=error:ValueError&type=clean-up"]
)
def test_jobs_with_another_error_are_not(signed_in: FlaskClient, failing: list[str], query: str) -> None:
    assert "No matching jobs." in signed_in.get(f"/jobs?{query}").text


def test_the_api_finds_them_too(app: Flask, failing: list[str], token: str) -> None:
    answer = app.test_client().get("/api/jobs?q=error:ValueError", headers={"Authorization": f"Bearer {token}"})

    assert {job["id"] for job in json_of(answer)["jobs"]} == set(failing)


def test_the_page_of_the_type_lists_them_among_its_latest_failures(
    signed_in: FlaskClient, redis_client: redis.Redis, failing: list[str]
) -> None:
    page = signed_in.get("/job-types/export-data").text

    listed = re.findall(r'<tr id="failure-([^"]*)"', page)
    assert set(listed) <= set(failing)
    assert len(listed) == min(10, len(failing))
    assert "ValueError: the index is corrupt" in page
