"""`fsp queues`."""

import json

import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.clock import utc_now
from fsp.gates.controls import pause_queue
from fsp.gates.pauses import Pause
from fsp.queueing.enqueue import enqueue


def test_each_queue_is_told_with_what_it_holds(run: CliRunner, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="one")
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="two", after=["one"])
    pause_queue(redis_client, "high", Pause("ada", "a fix", utc_now(), None))

    lines = [line.split("\t") for line in run.invoke(fsp, ["queues"]).output.splitlines()]
    document = json.loads(run.invoke(fsp, ["queues", "--json"]).output)

    assert [line[0] for line in lines] == ["high", "medium", "low"]
    assert lines[0][1].startswith("paused by ada")
    assert lines[2][1:5] == ["open", "1 waiting", "0 blocked", "1 deferred"]
    assert (document[2]["waiting"], document[2]["deferred"]) == (1, 1)
