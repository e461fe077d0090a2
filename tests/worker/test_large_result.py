"""Results of more than 256 kB in real workers: refused, or stored as a file to download where the type says so."""

import json
from collections.abc import Callable

import redis
from flask import Flask
from sqlalchemy import select

from fsp.files.artifacts import artifact_file
from fsp.inspection.one_job import read_job
from fsp.jobs.registry import job_type
from fsp.models.artifact import Artifact
from fsp.models.dead_letter import DeadLetterQueue
from fsp.queueing.enqueue import enqueue
from fsp.settings import Settings
from fsp.stores import db


@job_type("test-large-artifact", retries=0, large_result="artifact")
def large_artifact(characters: int) -> str | object:
    """Return so many characters."""
    return "x" * characters if characters else object()


def test_a_large_result_is_a_file_and_its_address(
    burst: Callable[[], None], redis_client: redis.Redis, settings: Settings
) -> None:
    job_id = enqueue(redis_client, "test-large-artifact", {"characters": 300_000}).job_id

    burst()

    artifact = db.session.scalars(select(Artifact)).one()
    assert (artifact.job_id, artifact.kind, artifact.title) == (job_id, "result-json", "Result of test-large-artifact")
    assert read_job(redis_client, job_id).result == {
        "artifact": artifact.id,
        "file": f"/files/{artifact.id}/result.json",
        "bytes": 300_002,
    }
    assert json.loads(artifact_file(artifact.path, settings).read_text()) == "x" * 300_000


def test_a_small_result_stays_beside_the_job(burst: Callable[[], None], redis_client: redis.Redis) -> None:
    job_id = enqueue(redis_client, "test-large-artifact", {"characters": 10}).job_id

    burst()

    assert read_job(redis_client, job_id).result == "x" * 10
    assert db.session.scalars(select(Artifact)).all() == []


def test_what_is_not_json_is_refused_all_the_same(
    core: Flask, burst: Callable[[], None], redis_client: redis.Redis
) -> None:
    enqueue(redis_client, "test-large-artifact", {"characters": 0})

    burst()

    letter = db.session.scalars(select(DeadLetterQueue)).one()
    assert (letter.reason, letter.error_class) == ("permanent", "InvalidResult")
