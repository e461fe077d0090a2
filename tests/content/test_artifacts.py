"""Artifacts: a job run twice leaves one file and one row."""

import hashlib

from flask import Flask
from sqlalchemy import func, select

from fsp import paths
from fsp.content.artifacts import store_artifact
from fsp.extensions import db
from fsp.models.artifact import Artifact
from fsp.settings import Settings


def test_the_second_run_replaces_the_first(core: Flask, settings: Settings) -> None:
    for data in (b"one", b"two"):
        kept = store_artifact("report-csv", data, job_id="j", project_id=None, title="T", name="all", settings=settings)

    assert db.session.scalar(select(func.count(Artifact.id))) == 1
    assert (kept.size_bytes, kept.sha256) == (3, hashlib.sha256(b"two").hexdigest())
    assert (paths.artifacts_folder(settings) / kept.path).read_bytes() == b"two"
