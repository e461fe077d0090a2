"""`fsp reports`."""

from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.models.job_request import JobRequest
from fsp.models.project import Project
from fsp.stores import db


def add_project() -> None:
    db.session.add(Project(slug="garden", title="Garden", timezone="Europe/Berlin"))
    db.session.commit()


def test_a_report_is_requested_in_the_zone_of_its_project(run: CliRunner) -> None:
    add_project()
    dates = ["--period", "dates", "--first", "2026-05-01", "--last", "2026-05-03"]

    job_id = run.invoke(fsp, ["reports", "create", "--project", "garden", *dates, "--format", "pdf"]).output.strip()

    arguments = db.session.get_one(JobRequest, job_id).arguments
    db.session.commit()
    assert (arguments["zone"], arguments["first"], arguments["formats"]) == ("Europe/Berlin", "2026-05-01", ["pdf"])
    assert job_id in run.invoke(fsp, ["reports", "list"]).output
    assert run.invoke(fsp, ["reports", "create", "--period", "dates"]).exit_code == 1
    assert run.invoke(fsp, ["reports", "create", "--zone", "Mars"]).exit_code == 1
