"""One attempt: run, judged, recorded; never a path taken from data."""

from pathlib import Path

import pytest
import redis
from flask import Flask

from fsp.queueing.enqueue import enqueue
from fsp.queueing.jobs import read_job
from fsp.redis_ops import keys
from fsp.worker.attempt import attempt
from fsp.worker.claim import Claim, claim_next


def claimed(connection: redis.Redis) -> Claim:
    found = claim_next(connection, worker="w", queues=["high", "medium", "low"], lease_seconds=30)
    assert found is not None
    return found


def test_a_result_is_recorded(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-echo", {"text": "x"}, job_id="one")

    attempt(core, redis_client, claimed(redis_client))

    assert read_job(redis_client, "one").status == "finished"


def test_a_failure_is_recorded_for_a_retry(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-fail", {}, job_id="one")

    attempt(core, redis_client, claimed(redis_client))

    assert read_job(redis_client, "one").status == "scheduled"


@pytest.mark.parametrize(
    "forged",
    [
        {"fsp_type": "os.system", "fsp_arguments": '{"command": "touch canary"}'},
        {"fsp_type": "", "description": "os.system('touch canary')"},
        {"fsp_type": "test-echo", "fsp_arguments": "not json"},
        {"fsp_type": "test-echo", "fsp_arguments": '{"text": 1}'},
        {"fsp_type": "test-echo", "fsp_arguments": "[]"},
        {"fsp_type": "", "description": "", "data": b"\x80\x04\x95pickle"},
    ],
)
def test_a_forged_job_runs_nothing_and_is_dead(
    core: Flask, redis_client: redis.Redis, forged: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    enqueue(redis_client, "test-echo", {"text": "x"}, job_id="one")
    redis_client.hset(keys.job("one"), mapping=forged)

    attempt(core, redis_client, claimed(redis_client))

    assert redis_client.hget(keys.job("one"), "status") == b"failed"
    assert list(tmp_path.iterdir()) in ([], [tmp_path / "var"])
