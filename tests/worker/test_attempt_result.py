"""Endings: pure until they are recorded, and without secrets."""

import pytest
import redis
from flask import Flask

from fsp.errors import PermanentFailure
from fsp.queueing.enqueue import enqueue
from fsp.worker.attempt_result import failure, poison, success, undecodable
from fsp.worker.claim import Claim
from fsp.worker.spent import Spent
from tests.worker.claiming import claimed


@pytest.fixture
def claim(core: Flask, redis_client: redis.Redis) -> Claim:
    enqueue(redis_client, "test-echo", {"text": "x"})
    return claimed(redis_client)


def test_a_success_tells_the_circuit_good_news(claim: Claim) -> None:
    result = success('{"a": 1}', Spent(0.5))

    assert (result.action, result.outcome, result.signal, result.result) == ("success", "succeeded", "good", '{"a": 1}')


def test_a_failure_is_tried_again_later(claim: Claim) -> None:
    result = failure(claim, ValueError("no"), Spent(0.1))

    assert (result.action, result.outcome, result.signal) == ("retry", "retried", "bad")
    assert result.due_at > 0


def test_no_secret_leaves_with_an_error(claim: Claim) -> None:
    result = failure(claim, PermanentFailure("token=hunter2 is wrong"), Spent(0.1))

    assert (result.action, result.reason, result.signal) == ("dead", "permanent", "")
    assert "hunter2" not in result.error


def test_other_deaths_have_their_reasons(claim: Claim) -> None:
    assert (undecodable(ValueError()).reason, poison().reason) == ("undecodable", "poison")
