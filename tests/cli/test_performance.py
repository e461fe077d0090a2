"""`fsp performance`."""

import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.clock import utc_now
from fsp.performance.current import read_lineage
from fsp.performance.runs import follow_runs
from fsp.redis_ops import metric_keys


def ran(connection: redis.Redis, seconds: float, count: int, start: int) -> None:
    connection.hset(metric_keys.COUNTERS, "export-data|low|succeeded", 1)
    at = int(utc_now().timestamp() * 1000) - 60_000 + start
    for number in range(count):
        line = f"{at + number}|succeeded|{seconds + number % 3 / 1000}|0.01|job-{start + number}"
        connection.lpush(metric_keys.ring("export-data"), line)


def test_a_slowdown_is_listed_and_accepted(run: CliRunner, redis_client: redis.Redis) -> None:
    ran(redis_client, 0.1, 40, 0)
    ran(redis_client, 0.2, 40, 1000)
    follow_runs(redis_client, utc_now())
    before = run.invoke(fsp, ["performance", "list"]).output

    accepted = run.invoke(fsp, ["performance", "accept", "export-data"])

    assert before.startswith("export-data\tversion 1: 0.101 s")
    assert "material" in before
    assert accepted.exit_code == 0
    assert [line.version for line in read_lineage("export-data")] == [1, 2]
