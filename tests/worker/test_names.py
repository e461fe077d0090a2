"""Job types of any name that is accepted: their jobs run, give their slot back and are found afterwards."""

from collections.abc import Callable

import pytest
import redis
from sqlalchemy import select

from fsp.jobs.registry import job_type
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.job_history import JobHistory
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.request import request_job
from fsp.redis_ops import gate_keys, keys
from fsp.stores import db

NAMES = ["n" * 100, "日本語の仕事を公開する" * 3, "mail/send all", "test: 100% → done?"]


def greet(name: str) -> str:
    """Return it."""
    if name == "nobody":
        raise ValueError(name)
    return name


for _name in NAMES:
    job_type(_name, retries=0, indexed=("name",))(greet)


@pytest.mark.parametrize("name", NAMES, ids=["long", "japanese", "slash", "signs"])
def test_a_job_of_any_name_ends_where_people_find_it(
    burst: Callable[[], None], redis_client: redis.Redis, name: str
) -> None:
    good = request_job(name, {"name": "ada"}).job_id
    bad = request_job(name, {"name": "nobody"}).job_id

    burst()

    states = {row.job_id: row.state for row in db.session.scalars(select(JobHistory))}
    requests = {row.job_id: row.state for row in db.session.scalars(select(JobRequest))}
    assert (states, requests) == (
        {good: "finished", bad: "failed"},
        {good: RequestState.DONE, bad: RequestState.DEAD},
    )
    assert db.session.scalars(select(DeadLetterQueue.job_id)).all() == [bad]
    assert (redis_client.zcard(keys.LEASES), redis_client.zcard(gate_keys.slots(name))) == (0, 0)
