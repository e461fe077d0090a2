"""The job of an upload: the plan changes nothing, the import does what it said, and nothing is left behind."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from fsp.clock import utc_now
from fsp.errors import JobCancelled
from fsp.importing.run_upload import KEPT, clean_up_uploads, run_upload
from fsp.importing.upload_state import fail_upload
from fsp.importing.uploads import request_import, request_plan, zip_file
from fsp.models.import_report import ImportReport
from fsp.models.import_upload import ImportUpload, UploadState
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db
from tests.importing.uploading import POSTS, uploaded, zipped


def ignore(_done: int, _total: int) -> None:
    """Show no progress."""


def fresh(upload_id: str) -> ImportUpload:
    db.session.expire_all()
    return db.session.get_one(ImportUpload, upload_id)


def planned(settings: Settings, files: dict[str, str]) -> ImportUpload:
    upload = uploaded(settings, zipped(files))
    request_plan(upload, by="ada", settings=settings)
    run_upload(upload.id, is_dry_run=True, settings=settings, on_progress=ignore)
    return fresh(upload.id)


def test_a_plan_is_kept_and_changes_nothing(core: Flask, settings: Settings) -> None:
    upload = planned(settings, POSTS)

    assert upload.state == UploadState.PLANNED
    assert upload.plan is not None
    assert (upload.plan["posts"], upload.plan["created"], upload.plan["undated"]) == (3, 3, ["tea.md"])
    assert list(upload.plan["held"]) == ["soup.md"]
    assert db.session.scalar(select(func.count(Item.id))) == 0


def test_an_import_does_what_was_planned_and_deletes_the_files(core: Flask, settings: Settings) -> None:
    upload = planned(settings, POSTS)
    request_import(upload, by="ada")

    result = run_upload(upload.id, is_dry_run=False, settings=settings, on_progress=ignore)

    upload = fresh(upload.id)
    row = db.session.scalars(select(ImportReport)).one()
    assert result == {"project": "garden", "posts": 3, "new": 3, "faults": 0}
    assert (upload.state, upload.report_id, upload.project_id) == (UploadState.DONE, row.id, row.project_id)
    assert (row.source, row.requested_by, row.report) == ("blog.zip", "ada", upload.plan)
    assert not zip_file(upload.id, settings).parent.exists()


def test_an_import_goes_to_its_project_though_another_has_the_same_title(core: Flask, settings: Settings) -> None:
    projects = [Project(slug=slug, title="Garden") for slug in ("garden", "garden-2")]
    db.session.add_all(projects)
    db.session.commit()
    project_id = projects[1].id
    upload = uploaded(settings, zipped(POSTS), project=projects[1])
    request_plan(upload, by="ada", settings=settings)
    run_upload(upload.id, is_dry_run=True, settings=settings, on_progress=ignore)
    request_import(fresh(upload.id), by="ada")
    run_upload(upload.id, is_dry_run=False, settings=settings, on_progress=ignore)

    assert set(db.session.scalars(select(Item.project_id))) == {project_id}


@pytest.mark.parametrize(
    ("data", "said"), [(b"no zip", "cannot be imported"), (zipped({"a.txt": "x"}), "contains no posts")]
)
def test_a_fault_of_the_upload_is_kept_with_it_without_the_servers_paths(
    core: Flask, settings: Settings, data: bytes, said: str
) -> None:
    upload = uploaded(settings, data)
    request_plan(upload, by="ada", settings=settings)

    run_upload(upload.id, is_dry_run=True, settings=settings, on_progress=ignore)

    upload = fresh(upload.id)
    assert upload.state == UploadState.FAILED
    assert said in upload.error
    assert str(settings.data_dir) not in upload.error


def test_a_cancelled_import_says_how_far_it_came_and_can_go_on(core: Flask, settings: Settings) -> None:
    upload = planned(settings, POSTS)
    request_import(upload, by="ada")

    def cancel(done: int, _total: int) -> None:
        if done == 3:
            raise JobCancelled("cancelled")

    with pytest.raises(JobCancelled):
        run_upload(upload.id, is_dry_run=False, settings=settings, on_progress=cancel)

    upload = fresh(upload.id)
    assert (upload.state, upload.error) == (
        UploadState.CANCELLED,
        "The import was cancelled after 2 posts. Import again to add the rest.",
    )
    request_import(upload, by="ada")
    run_upload(upload.id, is_dry_run=False, settings=settings, on_progress=ignore)
    assert db.session.scalar(select(func.count(Item.id))) == 3


def test_a_job_that_died_is_noted_with_its_upload(core: Flask, settings: Settings) -> None:
    upload = uploaded(settings, zipped(POSTS))
    request_plan(upload, by="ada", settings=settings)

    fail_upload("import-posts", {"upload": upload.id, "is_dry_run": True}, "MemoryError")
    fail_upload("export-data", {"project": "garden"}, "other")

    upload = fresh(upload.id)
    assert (upload.state, upload.error) == (UploadState.FAILED, "The job failed: MemoryError")


def test_uploads_expire_with_their_files_but_not_under_a_job(core: Flask, settings: Settings) -> None:
    old, at_work, fresh = (uploaded(settings, zipped(POSTS)) for _ in range(3))
    request_plan(at_work, by="ada", settings=settings)
    now = utc_now()
    for upload in (old, at_work):
        db.session.execute(
            update(ImportUpload).where(ImportUpload.id == upload.id).values(updated_at=now - KEPT - timedelta(hours=1))
        )
    db.session.commit()
    stray = settings.data_dir / "uploads" / "stray"
    stray.mkdir()
    expected = {at_work.id, fresh.id}

    deleted = clean_up_uploads(settings=settings, now=now)

    assert deleted == 1
    assert set(db.session.scalars(select(ImportUpload.id))) == expected
    assert {folder.name for folder in (settings.data_dir / "uploads").iterdir()} == expected
