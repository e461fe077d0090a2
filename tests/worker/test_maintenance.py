"""A worker that lost a lease while it stood still must not go on beside the next attempt for long."""

import pytest
import redis

from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import keys
from fsp.settings import Settings
from fsp.worker import maintenance
from fsp.worker.child import Child
from fsp.worker.claim import reap
from fsp.worker.maintenance import Maintenance
from fsp.worker.slots import Slots
from tests.worker.claiming import claimed


class Killable(Child):
    """A child that is only told to die."""

    def kill(self) -> None:
        self.was_killed = True


@pytest.fixture
def child() -> Killable:
    return Killable(range(1))


@pytest.fixture
def work(
    redis_client: redis.Redis, settings: Settings, child: Killable, monkeypatch: pytest.MonkeyPatch
) -> Maintenance:
    """Return the maintenance of a worker whose only job was given to somebody else; its second look is due at once."""
    monkeypatch.setattr(maintenance, "SECOND_LOOK_SECONDS", 0)
    enqueue(redis_client, "test-echo", {"text": "a"})
    claim, slots = claimed(redis_client), Slots(1)
    slots.begin(0, job_id=claim.job_id, token=claim.token, deadline=9e9)
    redis_client.zadd(keys.LEASES, {claim.job_id: 1})
    reap(redis_client)
    lasting = settings.model_copy(update={"lease_seconds": 3000})
    return Maintenance(redis_client, lasting, slots, [child], lambda _: None, "worker")


def test_a_lost_lease_is_looked_at_again_before_the_next_renewal(work: Maintenance, child: Killable) -> None:
    work.run_due()
    assert not child.was_killed

    work.run_due()

    assert child.was_killed


def test_a_job_that_had_just_finished_costs_nothing(work: Maintenance, child: Killable) -> None:
    work.run_due()
    work.slots.idle(0)

    work.run_due()

    assert not child.was_killed
