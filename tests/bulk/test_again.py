"""Running again: a new job, linked to the old one, also when only the history knows it."""

import json

import pytest
import redis
from flask import Flask

from fsp.bulk.again import run_again
from fsp.errors import Conflict, InvalidArguments, NotFound
from fsp.handlers import catalogue  # noqa: F401
from fsp.history.archive import archive_ended_jobs
from fsp.inspection.one_job import read_job
from fsp.models.job_request import JobRequest
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import event_keys
from fsp.stores import db
from tests.export_arguments import export_arguments


def test_a_new_job_has_arguments_tags_and_parent_of_the_old_one(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="old", tags=["a"])

    new = read_job(redis_client, run_again(redis_client, "old", by="ada"))

    assert new.arguments == export_arguments("garden")
    assert new.labels == ("args.project:garden", "tag:a", "parent:old")
    assert db.session.get_one(JobRequest, new.job_id).requested_by == "ada"


def test_edited_arguments_are_validated(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="old")

    new_id = run_again(redis_client, "old", by="ada", arguments={"project": "attic"})

    assert read_job(redis_client, new_id).arguments == export_arguments("attic")
    with pytest.raises(InvalidArguments):
        run_again(redis_client, "old", by="ada", arguments={"project": 1})


def test_a_job_only_the_history_knows_runs_again_unless_a_secret_is_gone(
    core: Flask, redis_client: redis.Redis
) -> None:
    for job_id, arguments in (("old", '{"project": "garden"}'), ("secret", '{"project": "token=abc"}')):
        line = {"job_id": job_id, "job_type": "export-data", "queue": "low", "status": "finished"}
        redis_client.xadd(event_keys.EVENTS, {"job": json.dumps(line | {"arguments": arguments})})
    archive_ended_jobs(redis_client)

    assert read_job(redis_client, run_again(redis_client, "old", by="ada")).arguments == export_arguments("garden")
    with pytest.raises(Conflict, match="secret"):
        run_again(redis_client, "secret", by="ada")
    with pytest.raises(NotFound):
        run_again(redis_client, "none", by="ada")
