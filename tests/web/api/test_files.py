"""Reports and exports in the API: listed and deleted."""

from flask.testing import FlaskClient

from fsp.content.artifacts import store_artifact
from fsp.models.job_request import RequestState
from fsp.queueing.request import request_job, settle_request
from fsp.settings import Settings


def test_files_are_listed_until_they_are_deleted(program: FlaskClient, settings: Settings) -> None:
    job_id = request_job("generate-report", {}, requested_by="ada").job_id
    waiting = program.get("/api/files").json
    store_artifact("report-csv", b"a,b", job_id=job_id, project_id=None, title="t", name="n", settings=settings)
    settle_request(job_id, RequestState.DONE)
    ready = program.get("/api/files").json
    deleted = program.delete(f"/api/files/{job_id}").json
    gone = program.get("/api/files").json

    assert waiting is not None
    assert ready is not None
    assert gone is not None
    assert [told["requests"][0]["state"] for told in (waiting, ready, gone)] == ["waiting", "ready", "deleted"]
    assert ready["requests"][0]["files"][0]["sizeBytes"] == 3
    assert ready["requests"][0]["keptUntil"] is not None
    assert deleted == {"deleted": 1}


def test_what_is_no_report_or_export_is_not_found(program: FlaskClient) -> None:
    job_id = request_job("clean-up", {}).job_id

    assert program.delete(f"/api/files/{job_id}").status_code == 404
    assert program.delete("/api/files/none").status_code == 404
    assert program.get("/api/files?before=none").status_code == 404
