"""Rates of gates: no window holds more units than allowed, whoever runs the jobs and however they end."""

import random
import time
from datetime import timedelta

import pytest
import redis

from fsp.clock import utc_now
from fsp.conditions.explain import explain
from fsp.errors import InvalidArguments
from fsp.gates.controls import reset_rate, set_rate
from fsp.gates.keyed import read_keyed_gate
from fsp.gates.rates import RateOverride, rate_use
from fsp.jobs.gate import Gate
from fsp.jobs.priority import Priority
from fsp.jobs.rate import Rate
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import Run
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, keys
from fsp.worker.claim import Claim, reap
from fsp.worker.slots import Slots
from fsp.worker.watching import RunWatcher
from tests.worker.claiming import claim_next, claimed
from tests.worker.claiming import end as end_claim

HOUR = Rate(3, 3600)


@job_type("test-rated", concurrency=100, gates=(Gate("server", rate=HOUR, units="posts"),))
def send(server: int, posts: int = 1) -> None:
    """Do nothing."""


@job_type("test-rated-by-hand", concurrency=1000, gates=(Gate("hand"),))
def by_hand(hand: int) -> None:
    """Do nothing."""


def enqueue_to(connection: redis.Redis, server: int, posts: int = 1, priority: Priority | None = None) -> str:
    return enqueue(connection, "test-rated", {"server": server, "posts": posts}, priority=priority).job_id


def taken(connection: redis.Redis) -> list[Claim]:
    """Claim all that may run."""
    return list(iter(lambda: claim_next(connection), None))


def let_window_pass(connection: redis.Redis, gate: str) -> None:
    """Let what ended count no more; Redis keeps its own clock."""
    connection.set(gate_keys.rate_log(gate), '{"w": 3600000, "e": {}}')
    connection.zadd(gate_keys.GATES_DUE, {gate: 1}, xx=True)


def test_no_more_units_pass_than_the_window_allows(redis_client: redis.Redis) -> None:
    ids = [enqueue_to(redis_client, 1) for _ in range(5)]
    other = enqueue_to(redis_client, 2)

    claims = taken(redis_client)
    for claim in claims:
        end_claim(redis_client, claim, "success")

    assert [claim.job_id for claim in claims] == [*ids[:3], other]
    assert taken(redis_client) == []


def test_the_next_ones_pass_when_the_window_is_over_in_their_order(redis_client: redis.Redis) -> None:
    ids = [enqueue_to(redis_client, 1) for _ in range(5)]
    for claim in taken(redis_client):
        end_claim(redis_client, claim, "success")

    let_window_pass(redis_client, "|server:1")

    assert [claim.job_id for claim in taken(redis_client)] == ids[3:]


def test_a_job_is_as_many_units_as_it_says(redis_client: redis.Redis) -> None:
    two, other_two, results = (enqueue_to(redis_client, 1, posts) for posts in (2, 2, 1))

    # The last would fit, but it came later: else a job of many units would wait for ever.
    assert [claim.job_id for claim in taken(redis_client)] == [two]
    let_window_pass(redis_client, "|server:1")
    redis_client.delete(gate_keys.slots("|server:1"))

    assert [claim.job_id for claim in taken(redis_client)] == [other_two, results]


def test_a_job_of_more_units_than_the_rate_runs_alone(redis_client: redis.Redis) -> None:
    big = enqueue_to(redis_client, 1, 50)
    enqueue_to(redis_client, 1)

    assert [claim.job_id for claim in taken(redis_client)] == [big]


@pytest.mark.parametrize("posts", [0, -1])
def test_senseless_units_are_refused(redis_client: redis.Redis, posts: int) -> None:
    with pytest.raises(InvalidArguments, match="units of the gate server"):
        enqueue_to(redis_client, 1, posts)


def test_a_lower_priority_does_not_take_what_a_higher_one_waits_for(redis_client: redis.Redis) -> None:
    running = [enqueue_to(redis_client, 1) for _ in range(2)]
    taken(redis_client)
    big = enqueue_to(redis_client, 1, 3, Priority.HIGH)
    assert taken(redis_client) == []
    small = enqueue_to(redis_client, 1, 1, Priority.LOW)

    assert taken(redis_client) == []
    let_window_pass(redis_client, "|server:1")
    redis_client.delete(gate_keys.slots("|server:1"))

    assert len(running) == 2
    assert [claim.job_id for claim in taken(redis_client)] == [big]
    assert claim_next(redis_client) is None
    assert small


def test_what_runs_counts_until_its_end_and_a_window_after(redis_client: redis.Redis) -> None:
    for _ in range(4):
        enqueue_to(redis_client, 1)
    claims = taken(redis_client)
    redis_client.zadd(gate_keys.GATES_DUE, {"|server:1": 1}, xx=True)

    assert taken(redis_client) == []
    end_claim(redis_client, claims[0], "success")
    assert taken(redis_client) == []


@pytest.mark.parametrize("action", ["success", "retry", "dead", "cancel", "release", "crash"])
def test_every_end_counts(redis_client: redis.Redis, action: str) -> None:
    enqueue_to(redis_client, 1)
    end_claim(redis_client, claimed(redis_client), action, due_at=4e9)

    use = read_keyed_gate(redis_client, "|server:1", utc_now()).rate_use

    assert use is not None
    assert use.used == 1


def test_a_lost_job_counts_from_when_it_was_given_up(redis_client: redis.Redis) -> None:
    enqueue_to(redis_client, 1, 3)
    lost = claimed(redis_client)
    redis_client.zadd(keys.LEASES, {lost.job_id: 1})

    reap(redis_client)

    assert taken(redis_client) == []
    let_window_pass(redis_client, "|server:1")
    assert [claim.job_id for claim in taken(redis_client)] == [lost.job_id]


def test_a_rate_is_set_and_reset_for_one_key(redis_client: redis.Redis) -> None:
    set_rate(redis_client, "|hand:1", RateOverride(Rate(1, 60), "ada", "they asked", utc_now()))
    ids = [enqueue(redis_client, "test-rated-by-hand", {"hand": 1}).job_id for _ in range(3)]
    first = [claim.job_id for claim in taken(redis_client)]

    reset_rate(redis_client, "|hand:1")

    assert (first, [claim.job_id for claim in taken(redis_client)]) == (ids[:1], ids[1:])


def test_the_rate_of_a_job_type_is_one_too(redis_client: redis.Redis) -> None:
    set_rate(redis_client, "test-rated-by-hand", RateOverride(Rate(2, 60), "ada", "", utc_now()))
    for hand in range(4):
        enqueue(redis_client, "test-rated-by-hand", {"hand": hand})

    assert len(taken(redis_client)) == 2


def test_it_is_said_when_the_next_unit_passes(redis_client: redis.Redis) -> None:
    for _ in range(3):
        enqueue_to(redis_client, 1)
    waiting = enqueue_to(redis_client, 1)
    for claim in taken(redis_client):
        end_claim(redis_client, claim, "success")

    results = {blocker.words: blocker.until for blocker in explain(redis_client, waiting, utc_now())}

    until = results["The rate of server:1 is used up, 3 per 3600 s."]
    assert until is not None
    assert abs(until - utc_now() - timedelta(hours=1)) < timedelta(minutes=1)


def test_many_ends_take_little_room_and_are_counted_in_full(redis_client: redis.Redis) -> None:
    set_rate(redis_client, "|hand:1", RateOverride(Rate(100_000, 3600), "ada", "", utc_now()))
    for _ in range(300):
        enqueue(redis_client, "test-rated-by-hand", {"hand": 1})
    for claim in taken(redis_client):
        end_claim(redis_client, claim, "success")

    gate = read_keyed_gate(redis_client, "|hand:1", utc_now())

    assert gate.rate_use is not None
    assert gate.rate_use.used == 300
    assert redis_client.strlen(gate_keys.rate_log("|hand:1")) < 5_000


def test_no_random_window_holds_more_than_the_rate(redis_client: redis.Redis) -> None:
    rate, chance = Rate(7, 0.08), random.Random(16)
    set_rate(redis_client, "|hand:1", RateOverride(rate, "ada", "", utc_now()))
    for _ in range(150):
        enqueue(redis_client, "test-rated-by-hand", {"hand": 1})
    running: list[Claim] = []
    requests: list[float] = []
    until = time.monotonic() + 60
    while len(requests) < 150 and time.monotonic() < until:
        claim = claim_next(redis_client)
        running += [claim] if claim else []
        if running and chance.random() < 0.5:
            # Its one request is sent at some moment while it runs: here, just before its end or its loss.
            job = running.pop(chance.randrange(len(running)))
            requests.append(time.monotonic())
            lose_or_end(redis_client, job, chance)

    starts = [*requests, *(chance.uniform(requests[0], requests[-1]) for _ in range(10_000))]
    assert len(requests) >= 150
    assert max(sum(start <= at < start + rate.seconds for at in requests) for start in starts) <= rate.units


def lose_or_end(connection: redis.Redis, job: Claim, chance: random.Random) -> None:
    if chance.random() < 0.3:
        connection.zadd(keys.LEASES, {job.job_id: 1})
        reap(connection)
    else:
        end_claim(connection, job, chance.choice(["success", "dead"]))


def test_the_use_of_a_rate_is_read_with_care() -> None:
    assert rate_use(HOUR, b"nonsense", 1, utc_now()).used == 1
    assert rate_use(HOUR, b'{"w": 3600000, "e": {}}', 0, utc_now()).used == 0


def test_what_a_server_says_is_heeded_by_all_workers(redis_client: redis.Redis) -> None:
    ids = [enqueue(redis_client, "test-rated-by-hand", {"hand": 1}).job_id for _ in range(4)]
    first = claimed(redis_client)
    gate = Run(first.job_id, first.job_type, watcher=watcher(redis_client, first), gates=("|hand:1",)).gate("hand")

    gate.heed({"X-RateLimit-Remaining": "1", "X-RateLimit-Reset": "60"})
    second = [claim.job_id for claim in taken(redis_client)]
    gate.heed({"Retry-After": "60"})

    assert second == ids[1:2]
    shut_until = read_keyed_gate(redis_client, "|hand:1", utc_now()).shut_until
    assert shut_until is not None
    assert abs(shut_until - utc_now() - timedelta(minutes=1)) < timedelta(seconds=20)
    reset_rate(redis_client, "|hand:1")
    assert [claim.job_id for claim in taken(redis_client)] == ids[2:]


def test_a_longer_break_is_not_shortened_and_other_gates_go_on(redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-rated-by-hand", {"hand": 1})
    run = Run("a", "test-rated-by-hand", watcher=watcher(redis_client, claimed(redis_client)), gates=("|hand:1",))
    for seconds in (600, 5):
        run.gate("hand").retry_after(seconds)
    run.gate("no-such-gate").retry_after(600)
    _, other = (enqueue(redis_client, "test-rated-by-hand", {"hand": hand}).job_id for hand in (1, 2))

    assert [claim.job_id for claim in taken(redis_client)] == [other]
    shut_until = read_keyed_gate(redis_client, "|hand:1", utc_now()).shut_until
    assert shut_until is not None
    assert shut_until - utc_now() > timedelta(minutes=5)


def watcher(connection: redis.Redis, claim: Claim) -> RunWatcher:
    """Return what watches a run in its worker."""
    return RunWatcher(connection, claim, Slots(1), 0)
