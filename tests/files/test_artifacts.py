"""Artifacts: a job run twice leaves one file and one row."""

import hashlib

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from fsp import paths
from fsp.errors import InvalidInput
from fsp.files.artifacts import delete_artifacts, store_artifact
from fsp.models.artifact import Artifact
from fsp.settings import Settings
from fsp.stores import db


def test_the_second_run_replaces_the_first(core: Flask, settings: Settings) -> None:
    for data in (b"one", b"two"):
        stored = store_artifact(
            "report-csv", data, job_id="j", project_id=None, title="T", name="all", settings=settings
        )

    assert db.session.scalar(select(func.count(Artifact.id))) == 1
    assert (stored.size_bytes, stored.sha256) == (3, hashlib.sha256(b"two").hexdigest())
    assert (paths.artifacts_folder(settings) / stored.path).read_bytes() == b"two"


@pytest.mark.parametrize("job_id", ["../../site/garden/evil", "/etc/evil", "..", "a/b", "a\x00b", "ü" * 100, ".", ""])
def test_the_id_of_a_job_never_becomes_a_path(core: Flask, settings: Settings, job_id: str) -> None:
    store_artifact("report-csv", b"x", job_id=job_id, project_id=None, title="T", name="all", settings=settings)

    written = list(settings.data_dir.parent.rglob("all.csv"))
    assert [path.parent.parent for path in written] == [paths.artifacts_folder(settings)]
    assert delete_artifacts(job_id, settings) == 1
    assert not written[0].exists()


@pytest.mark.parametrize("name", ["../../../evil", "a/../../b", ""])
def test_a_name_that_leads_out_is_refused(core: Flask, settings: Settings, name: str) -> None:
    with pytest.raises(InvalidInput, match="must stay inside"):
        store_artifact("report-csv", b"x", job_id="j", project_id=None, title="T", name=f"{name}/x", settings=settings)


def test_a_row_whose_path_leads_out_deletes_no_other_file(core: Flask, settings: Settings) -> None:
    outside = settings.data_dir / "fsp.txt"
    outside.touch()
    store_artifact("report-csv", b"x", job_id="j", project_id=None, title="T", name="all", settings=settings)
    db.session.execute(update(Artifact).values(path="../fsp.txt"))
    db.session.commit()

    assert delete_artifacts("j", settings) == 1
    assert outside.exists()
