"""Uploads: parts in their order, limits, and one state after the other."""

import pytest
import redis
from flask import Flask
from sqlalchemy import select, update

from fsp.errors import Conflict, InvalidInput, NotFound
from fsp.importing.source import MAX_ZIP_BYTES
from fsp.importing.uploads import (
    add_part,
    begin_upload,
    delete_files,
    discard,
    existing_project,
    find_upload,
    received_bytes,
    request_import,
    request_plan,
    zip_file,
)
from fsp.models.import_upload import ImportUpload, UploadState
from fsp.models.job_request import JobRequest, RequestState
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db
from tests.importing.uploading import POSTS, uploaded, zipped
from tests.inspection.waiting import waiting_jobs


def test_parts_are_put_together_and_one_sent_again_is_harmless(core: Flask, settings: Settings) -> None:
    upload = begin_upload(None, "Garden", source="blog", size_bytes=6, by="ada")

    arrived = [
        add_part(upload, part, offset=at, settings=settings) for at, part in ((0, b"abc"), (0, b"abc"), (3, b"def"))
    ]

    file = zip_file(upload.id, settings)
    assert arrived == [3, 3, 6]
    assert file.read_bytes() == b"abcdef"
    assert (file.stat().st_mode & 0o077, file.parent.stat().st_mode & 0o077) == (0, 0)


def test_a_part_that_leaves_a_gap_or_is_too_long_is_refused(core: Flask, settings: Settings) -> None:
    upload = begin_upload(None, "Garden", source="blog", size_bytes=6, by="ada")

    with pytest.raises(Conflict, match="must start at 0, got 3"):
        add_part(upload, b"def", offset=3, settings=settings)
    with pytest.raises(InvalidInput, match="declared as 6 bytes, but this part ends at 7"):
        add_part(upload, b"abcdefg", offset=0, settings=settings)
    assert received_bytes(upload, settings) == 0


@pytest.mark.parametrize("size", [0, MAX_ZIP_BYTES + 1])
def test_what_is_too_large_is_refused_before_it_is_sent(core: Flask, size: int) -> None:
    with pytest.raises(InvalidInput, match=f"1 to {MAX_ZIP_BYTES} bytes, got {size}"):
        begin_upload(None, "Garden", source="blog", size_bytes=size, by="ada")


def test_a_plan_needs_the_whole_upload_and_an_import_needs_a_plan(
    core: Flask, settings: Settings, redis_client: redis.Redis
) -> None:
    upload = begin_upload(None, "Garden", source="blog", size_bytes=6, by="ada")
    with pytest.raises(Conflict, match="0 of 6 bytes have been received"):
        request_plan(upload, by="ada", settings=settings)
    add_part(upload, b"abcdef", offset=0, settings=settings)

    with pytest.raises(Conflict, match="No plan yet"):
        request_import(upload, by="ada")
    request_plan(upload, by="ada", settings=settings)
    with pytest.raises(Conflict, match="is already planning"):
        request_plan(upload, by="ada", settings=settings)

    (job,) = waiting_jobs(redis_client)
    assert (job.job_id, job.arguments) == (upload.job_id, {"upload": upload.id, "is_dry_run": True})


def test_two_imports_to_one_project_take_turns(core: Flask, settings: Settings) -> None:
    first, second = (uploaded(settings, zipped(POSTS)) for _ in range(2))
    db.session.execute(update(ImportUpload).values(state=UploadState.PLANNED, plan={"posts": 3}))
    db.session.commit()
    db.session.expire_all()
    request_import(first, by="ada")

    with pytest.raises(Conflict, match="Another import to Garden is running"):
        request_import(second, by="bob")


def test_an_upload_whose_job_was_cancelled_before_it_began_can_be_planned_again(
    core: Flask, settings: Settings
) -> None:
    upload = uploaded(settings, zipped(POSTS))
    request_plan(upload, by="ada", settings=settings)
    before = upload.job_id
    db.session.execute(update(JobRequest).values(state=RequestState.CANCELLED))
    db.session.commit()

    request_plan(upload, by="ada", settings=settings)

    assert upload.job_id != before
    assert upload.state == UploadState.PLANNING


def test_a_discarded_upload_leaves_nothing_and_one_that_is_worked_on_stays(core: Flask, settings: Settings) -> None:
    at_work, other = (uploaded(settings, zipped(POSTS)) for _ in range(2))
    request_plan(at_work, by="ada", settings=settings)

    discard(other, settings)
    with pytest.raises(Conflict, match="is processing this upload"):
        discard(at_work, settings)

    assert db.session.scalars(select(ImportUpload.id)).all() == [at_work.id]
    assert [folder.name for folder in (settings.data_dir / "uploads").iterdir()] == [at_work.id]
    with pytest.raises(NotFound, match="may have expired"):
        find_upload("nothing")


@pytest.mark.parametrize("upload_id", ["..", ".", "", "../media", "a/../..", "a\x00"])
def test_no_id_from_a_store_deletes_a_folder_elsewhere(settings: Settings, upload_id: str) -> None:
    folders = [settings.data_dir / name for name in ("media", "uploads/a")]
    for folder in folders:
        folder.mkdir(parents=True)

    delete_files([upload_id], settings)

    assert [folder.is_dir() for folder in folders] == [True, True]


def test_a_project_is_found_by_its_slug_before_another_that_has_it_as_its_title(core: Flask) -> None:
    db.session.add_all([Project(slug="blog-2", title="Blog"), Project(slug="blog", title="Other")])
    db.session.commit()

    slugs = [
        project.slug if (project := existing_project(name)) else None for name in ("blog", "Other", "BLOG", "none")
    ]

    assert slugs == ["blog", "blog", "blog-2", None]
