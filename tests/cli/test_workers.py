"""`fsp workers`."""

from datetime import timedelta

import pytest
import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.clock import utc_now
from fsp.inspection.fleet import WorkerState, read_fleet
from fsp.redis_ops.host_clocks import note_clock
from tests.inspection.reports import tell
from tests.wrong_clock import set_clock_wrong


def test_workers_are_listed(run: CliRunner, redis_client: redis.Redis) -> None:
    tell(redis_client, "one", now=utc_now())
    tell(redis_client, "left", now=utc_now(), left_at=utc_now(), left_because="stopped")

    there = run.invoke(fsp, ["workers", "list"]).output
    every = run.invoke(fsp, ["workers", "list", "--all"]).output

    assert "one\thost-1\trunning\t0 of 6 jobs" in there
    assert there.splitlines()[0].endswith("no job waits in a queue")
    assert "left" not in there
    assert "gone, stopped" in every


def test_a_worker_and_a_host_are_drained(run: CliRunner, redis_client: redis.Redis) -> None:
    tell(redis_client, "one", now=utc_now(), is_restarted=True)
    tell(redis_client, "two", now=utc_now())

    entry = run.invoke(fsp, ["workers", "drain", "one"])
    both = run.invoke(fsp, ["workers", "drain", "--host", "host-1"])

    assert "Draining one; new ones are started" in entry.output
    assert "Draining one, two" in both.output
    assert {result.state for result in read_fleet(redis_client, utc_now())} == {WorkerState.DRAINING}


def test_either_a_name_or_a_host_is_needed_and_must_be_there(run: CliRunner, redis_client: redis.Redis) -> None:
    assert run.invoke(fsp, ["workers", "drain"]).exit_code == 2
    assert run.invoke(fsp, ["workers", "drain", "one", "--host", "host-1"]).exit_code == 2
    assert run.invoke(fsp, ["workers", "drain", "none"]).exit_code == 1


def test_a_host_whose_clock_is_wrong_is_named(
    run: CliRunner, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fsp.redis_ops.host_clocks.gethostname", lambda: "host-1")
    tell(redis_client, "one", now=utc_now())
    with monkeypatch.context() as patch:
        set_clock_wrong(patch, timedelta(hours=1))
        note_clock(redis_client, "worker")

    listed = run.invoke(fsp, ["workers", "list"]).output

    assert "clock off by +3600 s" in listed
    assert "The clock of host host-1 is 3600 s ahead of Redis." in listed
