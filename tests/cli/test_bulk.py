"""`fsp bulk`: listed, shown, undone and stopped."""

import redis
from click.testing import CliRunner

from fsp.bulk.run import run_operation
from fsp.cli.main import fsp
from fsp.inspection.one_job import read_job
from fsp.queueing.enqueue import enqueue


def begun(run: CliRunner, connection: redis.Redis) -> str:
    enqueue(connection, "export-data", {"project": "x"}, job_id="job")
    output = run.invoke(fsp, ["jobs", "bulk", "cancel", "--yes"]).output
    return output.split("fsp bulk undo ")[1].split()[0]


def test_one_that_is_undone_does_nothing(run: CliRunner, redis_client: redis.Redis) -> None:
    operation = begun(run, redis_client)

    undone = run.invoke(fsp, ["bulk", "undo", operation])
    stopped = run.invoke(fsp, ["bulk", "stop", operation])
    run_operation(redis_client, operation)

    assert (undone.exit_code, stopped.exit_code) == (0, 1)
    assert read_job(redis_client, "job").status == "queued"
    assert run.invoke(fsp, ["bulk", "list"]).output.startswith(f"{operation}\tundone\t")


def test_what_became_of_each_is_told(run: CliRunner, redis_client: redis.Redis) -> None:
    operation = begun(run, redis_client)
    run_operation(redis_client, operation)

    assert run.invoke(fsp, ["bulk", "show", operation]).output == "done: cancel 1 job, all\n1\tdone\n"
