"""`fsp pause`, `fsp resume` and `fsp limit`."""

import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.clock import utc_now
from fsp.gates.gate import read_gates, slots_of
from fsp.gates.pauses import read_queue_pauses


def test_a_type_and_a_queue_are_paused_and_resumed(run: CliRunner, redis_client: redis.Redis) -> None:
    for name in ("export-data", "low"):
        assert run.invoke(fsp, ["pause", name, "--reason", "deploy", "--minutes", "5"]).exit_code == 0
    paused = [gate.job_type for gate in read_gates(redis_client, utc_now()) if gate.pause]
    queues = list(read_queue_pauses(redis_client, utc_now()))
    for name in ("export-data", "low"):
        run.invoke(fsp, ["resume", name])

    assert (paused, queues) == (["export-data"], ["low"])
    assert not [gate for gate in read_gates(redis_client, utc_now()) if gate.pause]


def test_a_name_that_is_neither_is_refused(run: CliRunner) -> None:
    assert run.invoke(fsp, ["pause", "none"]).exit_code == 1


def test_a_limit_is_set_and_reset(run: CliRunner, redis_client: redis.Redis) -> None:
    changed = run.invoke(fsp, ["limit", "set", "export-data", "7", "--reason", "quiet night"])
    slots = slots_of(redis_client, "export-data", utc_now())
    reset = run.invoke(fsp, ["limit", "reset", "export-data"])

    assert (changed.exit_code, slots) == (0, 7)
    assert reset.output == "export-data: 3 concurrent jobs.\n"
    assert slots_of(redis_client, "export-data", utc_now()) == 3
    assert run.invoke(fsp, ["limit", "set", "export-data", "0"]).exit_code == 2
    assert run.invoke(fsp, ["limit", "set", "none", "3"]).exit_code == 1
