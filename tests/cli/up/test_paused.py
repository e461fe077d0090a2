"""`fsp up --paused` and `fsp release`: what reaches out is held before any process starts."""

from collections.abc import Callable

import pytest
import redis
from click.testing import CliRunner

from fsp.cli.context import Context
from fsp.cli.main import fsp
from fsp.cli.up import command
from fsp.cli.up.supervisor import Supervisor
from fsp.clock import utc_now
from fsp.gates.gate import read_gates
from fsp.inspection.one_job import read_job
from fsp.queueing.enqueue import enqueue
from fsp.schedules.hold import is_held
from fsp.settings import Settings
from fsp.worker.worker import FspWorker


@pytest.fixture
def started(
    settings: Settings, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> Callable[[list[str]], Supervisor]:
    """Return `fsp up` up to where its processes would start."""
    monkeypatch.setenv("FSP_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("REDIS_URL", settings.redis_url or "")
    monkeypatch.setattr(command, "listen", lambda _settings: None)
    monkeypatch.setattr(command, "fsp_parts", lambda _settings, _listener: [])
    monkeypatch.setattr(command, "_greet", lambda _supervisor, _context: None)

    def up(arguments: list[str]) -> Supervisor:
        supervisor = Supervisor()
        monkeypatch.setattr(command, "_run", lambda context: command._start(supervisor, context))
        result = CliRunner().invoke(fsp, ["up", *arguments], catch_exceptions=False)
        assert result.exit_code == 0
        assert ("are held" in result.output) == is_held(settings)
        return supervisor

    return up


def test_a_publication_waits_until_it_is_released_and_a_restart_keeps_the_hold(
    started: Callable[[list[str]], Supervisor], settings: Settings, redis_client: redis.Redis
) -> None:
    started(["--paused"])
    started([])
    held = enqueue(redis_client, "item-scheduled-publish", {"item_id": 1}).job_id
    inside = enqueue(redis_client, "generate-report", {}).job_id
    worker = FspWorker(["high", "medium"], connection=redis_client, settings=settings)
    worker.work(burst=True)
    before = read_job(redis_client, held).status, read_job(redis_client, inside).status

    result = CliRunner().invoke(fsp, ["release"])

    assert before == ("rate_limited", "finished")
    assert result.output == "Released schedules and outgoing work.\n"
    assert {gate.pause for gate in read_gates(redis_client, utc_now())} == {None}


def test_without_it_nothing_is_held(
    started: Callable[[list[str]], Supervisor], settings: Settings, redis_client: redis.Redis
) -> None:
    started([])

    assert not is_held(settings)
    assert Context("release").settings.data_dir == settings.data_dir
    assert "Nothing is held" in str(CliRunner().invoke(fsp, ["release"]).exception)
