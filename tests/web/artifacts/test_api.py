"""Reports and exports in the API: listed and deleted."""

from flask.testing import FlaskClient

from fsp.files.artifacts import store_artifact
from fsp.models.item import Item
from fsp.models.job_request import RequestState
from fsp.queueing.request import complete_request, request_job
from fsp.settings import Settings


def test_files_are_listed_until_they_are_deleted(program: FlaskClient, settings: Settings) -> None:
    job_id = request_job("generate-report", {}, requested_by="ada").job_id
    waiting = program.get("/api/files").json
    store_artifact("report-csv", b"a,b", job_id=job_id, project_id=None, title="t", name="n", settings=settings)
    complete_request(job_id, RequestState.DONE)
    ready = program.get("/api/files").json
    deleted = program.delete(f"/api/files/{job_id}").json
    gone = program.get("/api/files").json

    assert waiting is not None
    assert ready is not None
    assert gone is not None
    assert [reported["requests"][0]["state"] for reported in (waiting, ready, gone)] == ["waiting", "ready", "deleted"]
    assert ready["requests"][0]["files"][0]["sizeBytes"] == 3
    assert ready["requests"][0]["keptUntil"] is not None
    assert deleted == {"deleted": 1}


def test_what_is_no_report_or_export_is_not_found(program: FlaskClient) -> None:
    job_id = request_job("clean-up", {}).job_id

    assert program.delete(f"/api/files/{job_id}").status_code == 404
    assert program.delete("/api/files/none").status_code == 404
    assert program.get("/api/files?before=none").status_code == 404


def test_a_report_asked_for_by_a_program_is_listed_under_its_project(
    program: FlaskClient, signed_in: FlaskClient, garden: Item
) -> None:
    for _ in range(2):
        order = {"type": "generate-report", "arguments": {"project": "garden"}}
        assert program.post("/api/jobs", json=order, headers={"Idempotency-Key": "k"}).status_code == 201
    listed = program.get("/api/files").get_json()["requests"]
    duplicates = program.get("/api/duplicates").get_json()["duplicates"]
    exposition = program.get("/api/metrics?format=prometheus").text

    assert [line["project"] for line in listed] == ["garden"]
    assert "Report on Garden" in signed_in.get("/reports").text
    assert listed[0]["jobId"] in signed_in.get("/projects/garden").text
    assert [line["jobId"] for line in duplicates] == [listed[0]["jobId"]]
    assert 'fsp_job_deduplicated_total{job_type="generate-report"} 1.0' in exposition


def test_a_report_on_a_project_that_is_gone_still_names_it(program: FlaskClient, signed_in: FlaskClient) -> None:
    request_job("generate-report", {"project": "attic"})

    assert program.get("/api/files").get_json()["requests"][0]["project"] == "attic"
    assert "Report on attic" in signed_in.get("/reports").text
