"""Judging a failure by the rules of its type, whatever the error does when it is asked."""

from dataclasses import replace

import pytest
import redis
from flask import Flask

from fsp.errors import PermanentFailure
from fsp.jobs.outcome import Dead, DeadReason, Retry
from fsp.jobs.registry import job_type
from fsp.queueing.enqueue import enqueue
from fsp.worker.claim import Claim
from fsp.worker.judging import judge
from tests.worker.claiming import claimed


class Touchy(type):
    def __subclasscheck__(cls, other: type) -> bool:
        raise RuntimeError("do not ask")


class Untouchable(Exception, metaclass=Touchy):
    pass


@job_type("test-touchy", retries=2, permanent_errors=(Untouchable,))
def touchy() -> None:
    """Have a rule that raises."""


@pytest.fixture
def claim(core: Flask, redis_client: redis.Redis) -> Claim:
    enqueue(redis_client, "test-touchy", {})
    return claimed(redis_client)


def test_an_error_that_cannot_be_judged_is_an_ordinary_one(claim: Claim) -> None:
    assert isinstance(judge(claim, ValueError()), Retry)
    assert judge(replace(claim, failures=2), ValueError()) == Dead(DeadReason.SPENT)


def test_what_can_be_judged_is(claim: Claim) -> None:
    assert judge(claim, PermanentFailure()) == Dead(DeadReason.PERMANENT, counts=False)


def test_a_type_that_is_gone_retries_nothing(claim: Claim) -> None:
    assert judge(replace(claim, job_type="gone"), ValueError()) == Dead(DeadReason.SPENT)
