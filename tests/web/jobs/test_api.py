"""The JSON API: jobs enqueued, listed and read by programs."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from fsp.accounts.api_tokens import list_tokens, revoke_token
from fsp.models.item import Item
from fsp.models.job_request import JobRequest
from fsp.queueing.request import request_job
from fsp.stores import db
from tests.export_arguments import export_arguments


def test_a_job_is_enqueued_and_read(program: FlaskClient) -> None:
    response = program.post("/api/jobs", json={"type": "export-data", "arguments": {"project": "garden"}})

    assert response.status_code == 201
    read = program.get(response.headers["Location"]).json
    assert read == response.json
    assert read is not None
    assert (read["type"], read["status"], read["queue"], read["requestedBy"]) == (
        "export-data",
        "queued",
        "low",
        "robot",
    )
    assert db.session.get_one(JobRequest, read["id"]).arguments == export_arguments("garden")


def test_a_job_runs_after_others(program: FlaskClient) -> None:
    first = program.post("/api/jobs", json={"type": "generate-report"}).json
    assert first is not None

    order = {"type": "export-data", "arguments": {"project": "garden"}, "after": [first["id"]], "onFailure": "run"}
    document = program.post("/api/jobs", json=order).json

    assert document is not None
    assert (document["status"], document["after"]) == ("deferred", [first["id"]])
    why = program.get(f"/api/jobs/{document['id']}/explain").json
    assert why is not None
    assert why["blockers"][0]["heldBy"] == [first["id"]]
    assert db.session.get_one(JobRequest, document["id"]).on_failure == "run"


def test_an_unknown_job_cannot_be_waited_for(program: FlaskClient) -> None:
    answer = program.post("/api/jobs", json={"type": "generate-report", "after": ["none"]})

    assert answer.status_code == 404


def test_arguments_with_defaults_may_be_left_out(program: FlaskClient) -> None:
    response = program.post("/api/jobs", json={"type": "generate-report"})

    assert response.json is not None
    assert response.json["arguments"] == {
        **{"project": None, "period": "30-days", "first": None, "last": None, "zone": "UTC"},
        "formats": ["html", "csv"],
    }


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"type": "os.system", "arguments": {}}, "os.system"),
        ({"type": "export-data"}, "arguments"),
        ({"type": "export-data", "arguments": {"project": 1}}, "project"),
        ({"type": "export-data", "arguments": {"project": "x", "extra": 1}}, "extra"),
        ({"type": "export-data", "arguments": {"project": "x"}, "queue": "high"}, "queue"),
        ([], "valid dictionary"),
        (None, "body"),
    ],
)
def test_what_does_not_fit_is_named(program: FlaskClient, body: Any, says: str) -> None:
    answer = program.post("/api/jobs", json=body)

    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json is not None
    assert says in answer.json["detail"]


def test_a_body_that_is_not_json_is_refused(program: FlaskClient) -> None:
    assert program.post("/api/jobs", data="x").status_code == 422


def test_json_without_an_end_to_its_depth_is_refused(program: FlaskClient) -> None:
    answer = program.post("/api/jobs", data="[" * 100_000, content_type="application/json")

    assert answer.status_code == 422


def test_too_large_arguments_are_refused(program: FlaskClient) -> None:
    answer = program.post("/api/jobs", json={"type": "export-data", "arguments": {"project": "x" * 70_000}})

    assert answer.status_code == 422


def test_jobs_are_listed_by_state_and_type(program: FlaskClient, garden: Item) -> None:
    request_job("export-data", {"project": "garden"}, job_id="one")
    request_job("generate-report", {}, job_id="two")

    listed = program.get("/api/jobs?state=waiting&type=export-data").json

    assert listed is not None
    assert [job["id"] for job in listed["jobs"]] == ["one"]


@pytest.mark.parametrize("query", ["state=gone", "limit=0", "limit=x", "limit=5000", "type=none"])
def test_a_senseless_query_is_refused(program: FlaskClient, query: str) -> None:
    assert program.get(f"/api/jobs?{query}").status_code == 422


def test_an_unknown_job_is_not_found(program: FlaskClient) -> None:
    answer = program.get("/api/jobs/none")

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_the_five_job_types_are_listed_with_their_schemas(program: FlaskClient) -> None:
    listed = program.get("/api/job-types").json

    assert listed is not None
    results = {entry["name"]: entry for entry in listed["jobTypes"]}
    assert results["export-data"]["argumentsSchema"]["required"] == ["project"]
    assert results["item-scheduled-publish"]["concurrency"] == 5


def test_a_revoked_token_opens_nothing(program: FlaskClient) -> None:
    revoke_token(list_tokens()[0].id)

    answer = program.get("/api/jobs")

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_token_does_not_open_the_pages(program: FlaskClient) -> None:
    assert program.get("/").status_code == 302


def test_a_browser_needs_the_csrf_token_also_here(signed_in: FlaskClient) -> None:
    answer = signed_in.post("/api/jobs", json={"type": "generate-report"}, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 403


def test_one_idempotency_key_is_one_job(program: FlaskClient) -> None:
    job = {"type": "export-data", "arguments": {"project": "garden"}}
    headers = {"Idempotency-Key": "k1"}

    first, second = (program.post("/api/jobs", json=job, headers=headers) for _ in range(2))
    other = program.post("/api/jobs", json={"type": "generate-report"}, headers=headers)
    too_long = program.post("/api/jobs", json=job, headers={"Idempotency-Key": "k" * 256})

    assert (first.status_code, second.status_code, other.status_code, too_long.status_code) == (201, 201, 422, 422)
    assert first.json == second.json
    assert len(program.get("/api/jobs?state=waiting").json["jobs"]) == 1  # type: ignore[index]


def test_a_waiting_job_is_explained(program: FlaskClient) -> None:
    job_id = program.post("/api/jobs", json={"type": "generate-report"}).json["id"]  # type: ignore[index]

    document = program.get(f"/api/jobs/{job_id}/explain").json

    assert document is not None
    assert [blocker["kind"] for blocker in document["blockers"]] == ["no worker"]
    assert program.get("/api/jobs/none/explain").status_code == 404


def test_a_job_is_cancelled(program: FlaskClient) -> None:
    job_id = program.post("/api/jobs", json={"type": "generate-report"}).json["id"]  # type: ignore[index]

    answers = [program.post(f"/api/jobs/{job_id}/cancel") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[0].json is not None
    document = answers[0].json
    assert (document["status"], document["cancelledBy"], document["error"]) == (
        "canceled",
        "robot",
        "cancelled by robot",
    )
    assert document["cancelledAt"] is not None


def test_jobs_are_found_by_tag_and_declared_argument(program: FlaskClient) -> None:
    for project, tags in (("garden", ["spring"]), ("attic", [])):
        program.post("/api/jobs", json={"type": "export-data", "arguments": {"project": project}, "tags": tags})

    results = {
        query: [job["arguments"]["project"] for job in program.get("/api/jobs", query_string=query).json["jobs"]]  # type: ignore[index]
        for query in ("state=all&q=tag:spring", "state=waiting&q=args.project:attic")
    }

    assert list(results.values()) == [["garden"], ["attic"]]


def test_pages_of_the_api_follow_each_other(program: FlaskClient) -> None:
    for number in range(3):
        program.post("/api/jobs", json={"type": "export-data", "arguments": {"project": f"p{number}"}})

    first = program.get("/api/jobs?state=waiting&limit=2").json
    assert first is not None
    second = program.get(f"/api/jobs?state=waiting&limit=2&cursor={first['cursor']}").json

    assert second is not None
    assert ([len(page["jobs"]) for page in (first, second)], second["cursor"]) == ([2, 1], None)
