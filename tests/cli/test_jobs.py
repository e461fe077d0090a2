"""`fsp jobs`: found, looked at and cancelled from a terminal."""

import getpass
import json

import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys
from fsp.worker.claim import reap
from tests.export_arguments import export_arguments
from tests.worker.claiming import claimed, end


def test_jobs_are_found_shown_and_cancelled(run: CliRunner, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="one", tags=["nightly"])
    enqueue(redis_client, "export-data", {"project": "attic"}, job_id="two")

    listed = run.invoke(fsp, ["jobs", "list", "tag:nightly", "--state", "waiting"]).output
    shown = json.loads(run.invoke(fsp, ["jobs", "show", "one"]).output)
    cancelled = run.invoke(fsp, ["jobs", "cancel", "one"]).output

    assert [line.split("\t")[0] for line in listed.splitlines()] == ["one"]
    assert (shown["arguments"], shown["labels"]) == (
        export_arguments("garden"),
        ["args.project:garden", "tag:nightly"],
    )
    assert cancelled == "Cancelled.\n"
    document = json.loads(run.invoke(fsp, ["jobs", "show", "one"]).output)
    assert (document["cancelled_by"], document["status"]) == (getpass.getuser(), "canceled")
    assert document["cancelled_at"]


def test_an_undeclared_argument_is_refused_with_a_hint(run: CliRunner) -> None:
    answer = run.invoke(fsp, ["jobs", "list", "args.colour:red"])

    assert answer.exit_code == 1
    assert "args.project" in str(answer.exception)


def test_duplicates_and_late_endings_are_listed(run: CliRunner, redis_client: redis.Redis) -> None:
    for job_id in ("one", "two"):
        enqueue(redis_client, "export-data", {"project": "garden"}, job_id=job_id, idempotency_key="k")
    claim = claimed(redis_client)
    redis_client.zadd(keys.LEASES, {"one": 1})
    reap(redis_client)
    end(redis_client, claim, "success")

    duplicates = run.invoke(fsp, ["jobs", "duplicates", "two"]).output
    late = run.invoke(fsp, ["jobs", "stale-endings"]).output

    assert duplicates.strip().split("\t")[1:] == ["export-data", "one", "two", "first_kept"]
    assert late.rstrip("\n").split("\t")[1:] == ["export-data", "one", "succeeded", ""]


def test_a_job_is_run_again_and_moved(run: CliRunner, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="one")

    again = run.invoke(fsp, ["jobs", "again", "one", "--arguments", '{"project": "attic"}']).output
    moved = run.invoke(fsp, ["jobs", "move", "one", "high"]).output

    assert again.startswith("Run again as export-data-")
    assert (moved, redis_client.lrange("rq:queue:high", 0, -1)) == ("Moved.\n", [b"one"])


def test_many_are_counted_and_then_dealt_with(run: CliRunner, redis_client: redis.Redis) -> None:
    for number in range(3):
        enqueue(redis_client, "export-data", {"project": "x"}, job_id=f"job-{number}")

    counted = run.invoke(fsp, ["jobs", "bulk", "cancel", "args.project:x"]).output
    begun = run.invoke(fsp, ["jobs", "bulk", "cancel", "--type", "export-data", "--yes"]).output

    assert counted == "3 jobs match. Run again with --yes to cancel them.\n"
    assert "will cancel 3 jobs" in begun


def test_a_job_is_enqueued_after_others(run: CliRunner, redis_client: redis.Redis) -> None:
    arguments = ("--arguments", '{"project": "garden"}')
    first = run.invoke(fsp, ["jobs", "enqueue", "export-data", *arguments]).output.split()[-1].rstrip(".")

    said = run.invoke(
        fsp, ["jobs", "enqueue", "export-data", *arguments, "--after", first, "--on-failure", "run", "--tag", "late"]
    )
    second = said.output.split()[-1].rstrip(".")
    unknown = run.invoke(fsp, ["jobs", "enqueue", "export-data", *arguments, "--after", "nobody"])

    job = json.loads(run.invoke(fsp, ["jobs", "show", second]).output)
    assert (job["status"], job["after"], "tag:late" in job["labels"]) == ("deferred", [first], True)
    assert redis_client.hget(f"rq:job:{second}", "allow_dependency_failures") == b"1"
    assert run.invoke(fsp, ["jobs", "list", "--state", "deferred"]).output.split("\t")[0] == second
    assert (unknown.exit_code, "nobody" in str(unknown.exception)) == (1, True)
