"""`fsp search` prints a line for each result."""

import json

import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.queueing.enqueue import enqueue


def test_each_result_is_a_line(run: CliRunner, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="export-1")

    job = run.invoke(fsp, ["search", "export-1"])
    job_type = run.invoke(fsp, ["search", "export-data"])
    nothing = run.invoke(fsp, ["search", "no such thing"])

    assert job.output == "job\texport-1\texport-1\tqueued · export-data\n"
    assert job_type.output.startswith("job_type\texport-data\texport-data\t")
    assert (nothing.exit_code, nothing.output) == (0, "")


def test_as_json_it_has_the_names_of_the_api(run: CliRunner, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="export-1")

    answer = json.loads(run.invoke(fsp, ["search", "--json", "export-1"]).output)

    assert answer["query"] == "export-1"
    assert answer["results"][0]["url"] == "/jobs/export-1"
