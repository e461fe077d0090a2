"""Batches on the page: a list, a form, one page for the whole, and its cancellation."""

import json

import redis
from flask.testing import FlaskClient

from fsp.queueing.batch import BatchJob, BatchOptions, group
from fsp.web.batches import pages
from tests.web.forms import send

JOBS = [{"type": "export-data", "arguments": {"project": name}} for name in ("a", "b")]


def test_without_batches_the_page_says_what_they_are(signed_in: FlaskClient) -> None:
    assert "No batches yet" in signed_in.get("/batches").text
    assert signed_in.get("/batches/none").status_code == 404


def test_a_batch_is_enqueued_followed_and_cancelled(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    form = {"kind": "group", "name": "nightly", "jobs": json.dumps(JOBS), "callback": '{"type": "generate-report"}'}
    answer = send(signed_in, "/batches", **form, on_failure="wait")
    page = signed_in.get(answer.location).text
    job = page.split('href="/jobs/')[1].split('"')[0]

    assert answer.status_code == 303
    assert ("nightly" in page, "0 of 2 jobs ended" in page, "Cancel batch" in page) == (True, True, True)
    assert "0 of 3" in signed_in.get("/batches").text
    assert answer.location in signed_in.get(f"/jobs/{job}").text

    send(signed_in, f"{answer.location}/cancel")
    after = signed_in.get(answer.location).text

    assert ("2 of 2 jobs ended" in after, "Cancel batch" in after) == (True, False)


def test_what_is_wrong_with_a_form_is_said_and_stays_in_it(signed_in: FlaskClient) -> None:
    wrong = send(signed_in, "/batches", kind="chain", name="mine", jobs="[{", callback="", on_failure="wait")
    empty = send(signed_in, "/batches", kind="chain", name="mine", jobs="[]", callback="", on_failure="wait")

    assert (wrong.status_code, "jobs must be JSON" in wrong.text, "[{" in wrong.text) == (422, True, True)
    assert (empty.status_code, "at least 1 item" in empty.text) == (422, True)


def test_many_jobs_are_shown_page_by_page_and_by_state(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    jobs = [BatchJob("export-data", {"project": str(n)}) for n in range(pages.MEMBERS_SHOWN + 5)]
    group(jobs, BatchOptions(id="many"))

    first = signed_in.get("/batches/many").text
    second = signed_in.get(f"/batches/many?from={pages.MEMBERS_SHOWN}").text
    none = signed_in.get("/batches/many?state=dead").text

    assert [page.count('href="/jobs/export-data-') for page in (first, second, none)] == [pages.MEMBERS_SHOWN, 5, 0]
    assert ("Next →" in first, "Next →" in second, "No jobs in this state" in none) == (True, False, True)
