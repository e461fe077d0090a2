"""`fsp jobs show`, `log` and `why`: one job, what it logged, and its blockers."""

import json

import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.clock import utc_now
from fsp.gates.controls import pause_queue
from fsp.gates.pauses import Pause
from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs.priority import QUEUE_NAMES
from fsp.queueing.enqueue import enqueue
from fsp.worker.attempt_result import failure
from fsp.worker.job_fetcher import finish
from fsp.worker.slots import Slots
from fsp.worker.spent import NOTHING
from fsp.worker.watching import RunWatcher
from tests.inspection.reports import tell
from tests.worker.claiming import claimed


def test_each_blocker_of_a_waiting_job_is_a_line(run: CliRunner, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="one")
    for queue in QUEUE_NAMES:
        pause_queue(redis_client, queue, Pause("ana", "maintenance", utc_now()))

    shown = run.invoke(fsp, ["jobs", "why", "one"])
    as_json = json.loads(run.invoke(fsp, ["jobs", "why", "one", "--json"]).output)

    no_worker, pause = [line.split("\t") for line in shown.output.splitlines()]
    assert (shown.exit_code, no_worker[0], pause[0]) == (0, "no worker", "queue paused")
    assert "ana paused the queue" in pause[1]
    assert [blocker["kind"] for blocker in as_json["blockers"]] == ["no worker", "queue paused"]
    assert as_json["blockers"][0]["heldBy"] == []


def test_a_job_without_blockers_is_said_to_have_none(run: CliRunner, redis_client: redis.Redis) -> None:
    tell(redis_client, "worker", now=utc_now())
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="one")

    shown = run.invoke(fsp, ["jobs", "why", "one"])

    assert (shown.exit_code, shown.output) == (0, "Nothing blocks this job.\n")


def test_a_requested_job_that_redis_lost_is_known(run: CliRunner, redis_client: redis.Redis) -> None:
    enqueued = run.invoke(fsp, ["jobs", "enqueue", "export-data", "--arguments", '{"project": "garden"}']).output
    job_id = enqueued.split()[-1].rstrip(".")
    redis_client.flushdb()

    assert run.invoke(fsp, ["jobs", "why", job_id]).exit_code == 0


def test_an_unknown_job_is_an_error(run: CliRunner) -> None:
    shown = run.invoke(fsp, ["jobs", "why", "none"])

    assert shown.exit_code == 1
    assert 'There is no job "none"' in str(shown.exception)


def test_what_a_job_logged_and_how_its_attempts_failed_is_shown(run: CliRunner, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="one")
    claim = claimed(redis_client)
    RunWatcher(redis_client, claim, Slots(1), 0).add_log_line("2026-11-30T12:00:00Z WARNING shop sold out")
    finish(redis_client, claim, failure(claim, SystemExit("enough"), NOTHING))

    shown = json.loads(run.invoke(fsp, ["jobs", "show", "one"]).output)

    (attempt,) = shown["failed_attempts"]
    assert (attempt["outcome"], attempt["error"]) == ("retried", "SystemExit: enough")
    assert run.invoke(fsp, ["jobs", "log", "one"]).output == "2026-11-30T12:00:00Z WARNING shop sold out\n"
    assert run.invoke(fsp, ["jobs", "log", "none"]).exit_code == 1
