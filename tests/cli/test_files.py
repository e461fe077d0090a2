"""`fsp files`."""

import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.files.artifacts import store_artifact
from fsp.models.job_request import RequestState
from fsp.models.project import Project
from fsp.queueing.request import complete_request
from fsp.settings import Settings
from fsp.stores import db
from tests.inspection.waiting import waiting_jobs


def test_files_are_asked_for_listed_and_deleted(run: CliRunner, redis_client: redis.Redis, settings: Settings) -> None:
    db.session.add(Project(slug="garden", title="Garden"))
    db.session.commit()
    report = run.invoke(fsp, ["files", "report"]).output.strip()
    export = run.invoke(fsp, ["files", "export", "garden", "--format", "zip", "--format", "epub"]).output.strip()
    asked = {job.job_id: job.arguments for job in waiting_jobs(redis_client)}
    store_artifact("export-zip", b"x", job_id=export, project_id=None, title="t", name="n", settings=settings)
    complete_request(export, RequestState.DONE)

    listed = run.invoke(fsp, ["files", "list"]).output
    deleted = run.invoke(fsp, ["files", "delete", export])

    defaults = {"formats": ["zip", "epub"], "paper": "a5", "bleed_millimetres": 0}
    assert asked[report]["project"] is None
    assert asked[export] == {"project": "garden", **defaults}
    assert f"{export}\tExport on Garden\tready" in listed
    assert deleted.output == "Deleted 1 file.\n"
    assert f"{export}\tExport on Garden\tdeleted" in run.invoke(fsp, ["files", "list"]).output


def test_what_there_is_not_is_refused(run: CliRunner) -> None:
    assert run.invoke(fsp, ["files", "export", "none"]).exit_code == 1
    assert run.invoke(fsp, ["files", "export", "none", "--format", "mp3"]).exit_code == 2
    assert run.invoke(fsp, ["files", "delete", "none"]).exit_code == 1
