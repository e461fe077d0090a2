"""`fsp problems` says what the overview says, and exits with 1 if anything is wrong."""

import json

import pytest
import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.clock import utc_now
from fsp.health.component import Component
from fsp.health.watch import Check, Watch
from fsp.redis_ops import process_keys
from tests.web.overview.faults_made import report_worker


@pytest.fixture(autouse=True)
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Find every part healthy, whatever machine the test runs on."""
    parts = [Component(name, "healthy", "It is well.") for name in ("database", "redis", "disk", "clock")]
    checks = {part.name: Check(lambda part=part: part, 60.0) for part in parts}  # type: ignore[misc]
    monkeypatch.setattr("fsp.cli.problems.all_checks", lambda _app: checks)
    assert Watch(checks).read()


@pytest.fixture
def well(redis_client: redis.Redis) -> redis.Redis:
    report_worker(redis_client, "alive", utc_now())
    redis_client.set(process_keys.heartbeat("scheduler"), utc_now().timestamp())
    return redis_client


def test_without_a_problem_it_says_so_and_exits_with_0(run: CliRunner, well: redis.Redis) -> None:
    result = run.invoke(fsp, ["problems"])

    assert result.exit_code == 0
    assert result.stdout.startswith("All systems operational. 0 jobs in the last hour, no backlog.")


def test_each_problem_is_a_line_with_its_cause_and_first_step(run: CliRunner, well: redis.Redis) -> None:
    well.delete(process_keys.FLEET)

    result = run.invoke(fsp, ["problems"])

    assert result.exit_code == 1
    severity, summary, _, jobs, cause, action = result.stdout.strip().split("\t")
    assert (severity, summary, jobs) == ("critical", "No workers are running", "jobs=0")
    assert cause == "none was started; run fsp worker"
    assert action == "Start a worker: fsp worker"


def test_as_json_it_has_the_names_of_the_api(run: CliRunner, well: redis.Redis) -> None:
    well.delete(process_keys.FLEET)

    result = run.invoke(fsp, ["problems", "--json"])

    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [problem["rule"] for problem in answer["problems"]] == ["worker-dead"]
    assert answer["problems"][0]["action"] == {
        "label": "Start a worker",
        "url": "/workers",
        "isPost": False,
        "command": "fsp worker",
        "role": "viewer",
    }
    assert (answer["status"], answer["summary"]) == ("bad", "No workers are running")
