"""Files: reports shown under their own policy, everything else downloaded."""

import redis
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.content.artifacts import store_artifact
from fsp.models.item import Item
from fsp.queueing.jobs import waiting_jobs
from fsp.reporting.build import build_report
from fsp.settings import Settings
from tests.web.forms import send


def test_a_report_is_shown_with_only_its_own_style(
    signed_in: FlaskClient, garden: Item, settings: Settings, redis_client: redis.Redis
) -> None:
    html, csv = build_report("garden", connection=redis_client, settings=settings, job_id="j", now=utc_now())

    with signed_in.get(f"/files/{html.id}/garden.html") as shown, signed_in.get(f"/files/{csv.id}/garden.csv") as sheet:
        assert shown.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
        assert "Content-Disposition" not in shown.headers or "attachment" not in shown.headers["Content-Disposition"]
        assert sheet.headers["Content-Disposition"] == "attachment; filename=garden.csv"
    assert f"/files/{html.id}/garden.html" in signed_in.get("/files").text


def test_a_file_that_was_cleaned_up_is_not_found(signed_in: FlaskClient, garden: Item, settings: Settings) -> None:
    kept = store_artifact(
        "export-zip", b"x", job_id="j", project_id=garden.project_id, title="t", name="n", settings=settings
    )
    (settings.data_dir / "artifacts" / kept.path).unlink()

    assert signed_in.get(f"/files/{kept.id}/n.zip").status_code == 404


def test_a_report_on_everything_is_asked_for(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    send(signed_in, "/reports")

    assert [job.arguments for job in waiting_jobs(redis_client)] == [{"project": None}]
