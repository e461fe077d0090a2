"""Files: reports shown under their own policy, everything else downloaded."""

import re

import redis
from flask.testing import FlaskClient
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.files.artifacts import store_artifact
from fsp.files.requests import SHOWN
from fsp.models.item import Item
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.request import complete_request, request_job
from fsp.redis_ops import rq_keys
from fsp.reporting.build import build_report
from fsp.settings import Settings
from tests.inspection.waiting import waiting_jobs
from tests.web.forms import send
from tests.web.rows import rows


def test_a_report_is_shown_with_only_its_own_style(
    signed_in: FlaskClient, garden: Item, settings: Settings, redis_client: redis.Redis
) -> None:
    html, csv = build_report("garden", connection=redis_client, settings=settings, job_id="j", now=utc_now())

    with signed_in.get(f"/files/{html.id}/garden.html") as shown, signed_in.get(f"/files/{csv.id}/garden.csv") as sheet:
        assert shown.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert "Content-Disposition" not in shown.headers or "attachment" not in shown.headers["Content-Disposition"]
        assert sheet.headers["Content-Disposition"] == f"attachment; filename={csv.path.removeprefix('j/')}"


def test_a_file_that_was_cleaned_up_is_not_found(signed_in: FlaskClient, garden: Item, settings: Settings) -> None:
    stored = store_artifact(
        "export-zip", b"x", job_id="j", project_id=garden.project_id, title="t", name="n", settings=settings
    )
    (settings.data_dir / "artifacts" / stored.path).unlink()

    assert signed_in.get(f"/files/{stored.id}/n.zip").status_code == 404


def test_reports_and_exports_are_asked_for(signed_in: FlaskClient, garden: Item, redis_client: redis.Redis) -> None:
    send(signed_in, "/files/requests", what="report")
    send(signed_in, "/files/requests", what="report", project="garden")
    send(signed_in, "/files/requests", what="export", project="garden")

    asked = [(job.job_type, job.arguments["project"]) for job in waiting_jobs(redis_client)]
    assert asked == [("generate-report", None), ("generate-report", "garden"), ("export-data", "garden")]
    assert send(signed_in, "/files/requests", what="export").status_code == 422
    assert send(signed_in, "/files/requests", what="export", project="garden", format="mp3").status_code == 422
    assert send(signed_in, "/files/requests", what="export", project="garden", bleed="x").status_code == 422
    assert send(signed_in, "/files/requests", what="report", project="none").status_code == 404


def test_the_page_follows_a_wish_from_waiting_to_failed_and_lets_it_be_made_again(
    signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    job_id = request_job("generate-report", {}, requested_by="ada").job_id
    waiting = signed_in.get("/reports").text
    redis_client.hset(
        rq_keys.job(job_id),
        mapping={"status": "started", "fsp_progress": '{"done": 3, "total": 4, "message": "drawing"}'},
    )
    running = signed_in.get("/reports").text
    complete_request(job_id, RequestState.DEAD, error="The disk is full.")
    failed = signed_in.get("/reports").text
    send(signed_in, f"/files/requests/{job_id}/again")

    assert "Report on all projects" in waiting
    assert "by ada" in waiting
    assert "<progress" in running
    assert "drawing" in running
    assert "The disk is full." in failed
    assert "Regenerate" in failed
    assert len(rows(select(JobRequest).where(JobRequest.job_type == "generate-report"))) == 2


def test_files_are_deleted(signed_in: FlaskClient, settings: Settings, garden: Item) -> None:
    job_id = request_job("export-data", {"project": "garden"}, project_id=garden.project_id).job_id
    stored = store_artifact(
        "export-zip", b"x", job_id=job_id, project_id=garden.project_id, title="t", name="n", settings=settings
    )
    complete_request(job_id, RequestState.DONE)
    ready = signed_in.get("/files").text
    send(signed_in, f"/files/requests/{job_id}/delete")

    assert f"/files/{stored.id}/n.zip" in ready
    assert not (settings.data_dir / "artifacts" / stored.path).exists()
    assert "deleted" in signed_in.get("/files").text
    assert send(signed_in, "/files/requests/none/delete").status_code == 404


def test_a_long_list_has_pages(signed_in: FlaskClient) -> None:
    for _ in range(SHOWN + 1):
        request_job("generate-report", {})
        request_job("export-data", {"project": "garden"})

    for page in ("/files", "/reports"):
        first = signed_in.get(page).text
        older = re.search(rf'href="({page}\?before=[^"]+)"', first)

        assert older is not None
        assert first.count('<tr id="file-') == SHOWN
        assert signed_in.get(older[1]).text.count('<tr id="file-') == 1
