"""One attempt: run and judged; never a path taken from data."""

from pathlib import Path

import pytest
import redis
from flask import Flask

from fsp.jobs.run_context import Nobody
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import rq_keys
from fsp.worker.attempt import AttemptContext, attempt
from fsp.worker.cost import ThreadMeter
from fsp.worker.time_limit import ThreadLimit
from tests.redis_fields import HashFields
from tests.worker.claiming import claimed


@pytest.mark.parametrize(
    ("job_type", "arguments", "action"),
    [("test-echo", {"text": "x"}, "success"), ("test-fail", {}, "retry"), ("test-permanent", {}, "dead")],
)
def test_an_ending_is_judged(
    core: Flask, redis_client: redis.Redis, job_type: str, arguments: dict[str, str], action: str
) -> None:
    enqueue(redis_client, job_type, arguments)

    assert attempt(AttemptContext(core, ThreadLimit(), ThreadMeter()), claimed(redis_client), Nobody()).action == action


@pytest.mark.parametrize(
    "forged",
    [
        {"fsp_type": "os.system", "fsp_arguments": '{"command": "touch canary"}'},
        {"fsp_type": "", "description": "os.system('touch canary')"},
        {"fsp_type": "test-echo", "fsp_arguments": "not json"},
        {"fsp_type": "test-echo", "fsp_arguments": '{"text": 1}'},
        {"fsp_type": "test-echo", "fsp_arguments": "[]"},
        {"fsp_type": "test-echo", "fsp_arguments": "[" * 100_000},
        {"fsp_type": "", "description": "", "data": b"\x80\x04\x95pickle"},
    ],
)
def test_a_forged_job_runs_nothing_and_is_dead(
    core: Flask, redis_client: redis.Redis, forged: HashFields, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    enqueue(redis_client, "test-echo", {"text": "x"}, job_id="one")
    redis_client.hset(rq_keys.job("one"), mapping=forged)

    ending = attempt(AttemptContext(core, ThreadLimit(), ThreadMeter()), claimed(redis_client), Nobody())

    assert (ending.action, ending.reason in {"undecodable", "permanent"}) == ("dead", True)
    assert list(tmp_path.iterdir()) in ([], [tmp_path / "var"])
