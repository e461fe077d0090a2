"""However a process of FSP is started, its log says when, how bad, and of which job."""

import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest
import redis
from flask import Flask

from fsp.logs import configure_unless_done
from fsp.queueing.enqueue import enqueue
from fsp.scheduler.process import run_scheduler
from fsp.settings import Settings
from testbed.processes import environment
from tests.worker import slow_jobs  # noqa: F401

ROOT = Path(__file__).parents[1]
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"

SERVED = """
import wsgi
from fsp.audit.action import Action
from fsp.audit.record import Actor, record
from fsp.models.audit_entry import Via
from fsp.web.access.permissions import open_to_all

@open_to_all
def fail():
    raise ValueError("odd")

wsgi.app.add_url_rule("/fail", "fail", fail)
print(wsgi.app.test_client().get("/fail").text)
with wsgi.app.app_context():
    record(Action.PAUSE_SCHEDULE, "schedule publish", by=Actor("ada", Via.PAGE))
"""


def _run(command: list[str], settings: Settings) -> "subprocess.CompletedProcess[str]":
    variables = environment(
        settings.data_dir, REDIS_URL=settings.redis_url or "", FSP_JOB_MODULES="tests.worker.slow_jobs"
    )
    return subprocess.run(
        [sys.executable, *command], env=variables, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "start",
    [
        ["-m", "rq.cli", "worker", "--burst", "-w", "fsp.worker.worker.FspWorker", "high", "medium", "low"],
        ["-m", "fsp.cli.main", "worker", "--burst"],
    ],
    ids=["rq worker", "fsp worker"],
)
def test_a_worker_logs_the_time_the_level_the_job_and_its_type(
    core: Flask, settings: Settings, redis_client: redis.Redis, start: list[str]
) -> None:
    job_id = enqueue(redis_client, "test-logs", {}).job_id
    if start[1] == "rq.cli":
        start = [*start, "--url", settings.redis_url or ""]

    log = _run(start, settings).stderr

    of_job = rf"job_id={job_id} job_type=test-logs"
    assert re.search(rf"^{TIME} WARNING some\.library careful {of_job}$", log, re.MULTILINE)
    assert re.search(rf"^{TIME} INFO fsp\.worker\.completion job succeeded {of_job} ", log, re.MULTILINE)


def test_gunicorns_application_logs_the_number_of_a_500_page_and_audit_lines(core: Flask, settings: Settings) -> None:
    ended = _run(["-c", SERVED], settings)

    number = re.search(r"under the number (\w+)\.", ended.stdout)
    assert number is not None
    fault = (
        rf"ERROR fsp\.web\.error_handlers request failed fault={number[1]} path=/fail\n  Traceback .*ValueError: odd$"
    )
    assert re.search(rf"^{TIME} {fault}", ended.stderr, re.MULTILINE | re.DOTALL)
    audit = rf'^{TIME} INFO fsp\.audit\.record audit action="pause schedule" target="schedule publish" by=ada via=page '
    assert re.search(audit, ended.stderr, re.MULTILINE)
    assert re.match(TIME, ended.stderr)


def test_a_scheduler_started_by_itself_logs_in_the_same_form(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    # It ends where it would begin: at its database, which is not set up.
    with pytest.raises(Exception, match="fsp migrate"):
        run_scheduler(settings)

    logging.getLogger("rq_scheduler").warning("taken")

    assert re.search(rf"^{TIME} WARNING rq_scheduler taken$", capfd.readouterr().err, re.MULTILINE)


def test_logging_that_is_set_up_already_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    own = logging.NullHandler()
    monkeypatch.setattr(logging.getLogger(), "handlers", [own])

    configure_unless_done("INFO")

    assert logging.getLogger().handlers == [own]
