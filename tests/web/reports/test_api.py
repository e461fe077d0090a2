"""Reports in the API."""

from flask.testing import FlaskClient

from fsp.models.item import Item
from fsp.models.job_request import JobRequest
from fsp.stores import db


def test_a_report_is_requested_and_listed(program: FlaskClient, garden: Item) -> None:
    body = {"project": "garden", "period": "month", "zone": "Europe/Berlin", "formats": ["html", "pdf"]}

    answer = program.post("/api/reports", json=body)

    assert answer.status_code == 201
    job_id = answer.get_json()["jobId"]
    assert db.session.get_one(JobRequest, job_id).arguments == {**body, "first": None, "last": None}
    db.session.commit()
    (listed,) = program.get("/api/reports").get_json()["requests"]
    assert (listed["jobId"], listed["project"], listed["state"]) == (job_id, "garden", "waiting")


def test_what_cannot_be_is_refused(program: FlaskClient, garden: Item) -> None:
    assert program.post("/api/reports", json={"period": "dates"}).status_code == 422
    assert program.post("/api/reports", json={"zone": "Mars"}).status_code == 422
    assert program.post("/api/reports", json={"formats": []}).status_code == 422
    assert program.post("/api/reports", json={"project": "nowhere"}).status_code == 404
