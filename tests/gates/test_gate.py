"""Gates: circuits and pauses, decided when a worker is free, the same for all workers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import redis

from fsp.clock import utc_now
from fsp.errors import InvalidInput, UnknownJobType
from fsp.gates.controls import close_circuit, pause_queue, pause_type, resume_queue, resume_type
from fsp.gates.gate import Gate, read_gates
from fsp.gates.pauses import Pause, read_queue_pauses
from fsp.inspection.one_job import read_job
from fsp.jobs.priority import Priority
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import gate_keys, keys, rq_keys
from fsp.worker.claim import Claim, reap
from fsp.worker.job_fetcher import JobFetcher
from tests.inspection.waiting import waiting_jobs
from tests.worker.claiming import QUEUES
from tests.worker.claiming import end as end_claim

TakeNext = Callable[[], Claim | None]
End = Callable[[Claim | None, str], None]
Wait = Callable[[str], None]


def gate(connection: redis.Redis, name: str = "test-gated") -> Gate:
    return next(result for result in read_gates(connection, utc_now()) if result.job_type == name)


def fail_three_times(connection: redis.Redis, claim: TakeNext, end: End) -> None:
    for _ in range(3):
        enqueue(connection, "test-gated", {})
        end(claim(), "bad")


def test_it_opens_after_failures_in_a_row_and_nothing_starts(
    redis_client: redis.Redis, claim: TakeNext, end: End
) -> None:
    fail_three_times(redis_client, claim, end)
    waiting = [enqueue(redis_client, "test-gated", {}).job_id for _ in range(3)]

    assert claim() is None
    assert (gate(redis_client).circuit, gate(redis_client).limit) == ("open", 0)
    assert [job.job_id for job in waiting_jobs(redis_client)] == waiting
    assert [read_job(redis_client, job_id).attempt for job_id in waiting] == [0, 0, 0]


def test_a_success_between_starts_the_count_again(redis_client: redis.Redis, claim: TakeNext, end: End) -> None:
    for signal in ("bad", "bad", "good", "bad", "bad"):
        enqueue(redis_client, "test-gated", {})
        end(claim(), signal)

    assert (gate(redis_client).circuit, gate(redis_client).failures) == ("closed", 2)


def test_an_uncounted_failure_tells_it_nothing(redis_client: redis.Redis, claim: TakeNext, end: End) -> None:
    for signal in ("bad", "bad", "", ""):
        enqueue(redis_client, "test-gated", {})
        end(claim(), signal)

    assert (gate(redis_client).circuit, gate(redis_client).failures) == ("closed", 2)


def test_after_its_time_exactly_one_probe_runs(
    redis_client: redis.Redis, claim: TakeNext, end: End, let_time_pass: Wait
) -> None:
    fail_three_times(redis_client, claim, end)
    first, second = (enqueue(redis_client, "test-gated", {}).job_id for _ in range(2))
    let_time_pass("test-gated")

    probe = claim()

    assert probe is not None
    assert probe.job_id == first
    assert claim() is None
    assert gate(redis_client).circuit == "half-open"
    assert read_job(redis_client, second).attempt == 0


@pytest.mark.parametrize(("signal", "circuit", "runs"), [("good", "closed", True), ("bad", "open", False)])
def test_the_probe_decides(
    redis_client: redis.Redis, claim: TakeNext, end: End, let_time_pass: Wait, signal: str, circuit: str, runs: bool
) -> None:
    fail_three_times(redis_client, claim, end)
    enqueue(redis_client, "test-gated", {})
    enqueue(redis_client, "test-gated", {})
    let_time_pass("test-gated")

    end(claim(), signal)

    assert gate(redis_client).circuit == circuit
    assert (claim() is not None) == runs


def test_jobs_started_before_it_opened_decide_nothing(
    redis_client: redis.Redis, claim: TakeNext, end: End, let_time_pass: Wait
) -> None:
    for _ in range(4):
        enqueue(redis_client, "test-gated", {})
    early = claim()
    for _ in range(2):
        end(claim(), "bad")
    end(claim(), "bad")
    end(early, "good")

    assert gate(redis_client).circuit == "open"


def test_a_probe_that_dies_with_its_worker_makes_room_for_the_next(
    redis_client: redis.Redis, claim: TakeNext, end: End, let_time_pass: Wait
) -> None:
    fail_three_times(redis_client, claim, end)
    enqueue(redis_client, "test-gated", {}, job_id="probe")
    let_time_pass("test-gated")
    assert claim() is not None
    redis_client.zadd(keys.LEASES, {"probe": 1})

    reap(redis_client)

    again = claim()
    assert again is not None
    assert again.job_id == "probe"
    end(again, "good")
    assert gate(redis_client).circuit == "closed"


def test_a_probe_handed_back_decides_nothing(
    redis_client: redis.Redis, claim: TakeNext, end: End, let_time_pass: Wait
) -> None:
    fail_three_times(redis_client, claim, end)
    enqueue(redis_client, "test-gated", {}, job_id="probe")
    let_time_pass("test-gated")
    probe = claim()
    assert probe is not None

    end_claim(redis_client, probe, "release")

    assert gate(redis_client).circuit == "half-open"
    assert claim() is not None


def test_it_opens_when_too_large_a_part_fails(redis_client: redis.Redis, claim: TakeNext, end: End) -> None:
    circuits = []
    for signal in ("good", "bad", "good", "bad"):
        enqueue(redis_client, "test-ratio", {})
        end(claim(), signal)
        circuits.append(gate(redis_client, "test-ratio").circuit)

    assert circuits == ["closed", "closed", "closed", "open"]
    assert "part" in gate(redis_client, "test-ratio").why


def test_it_can_be_closed_by_hand(redis_client: redis.Redis, claim: TakeNext, end: End) -> None:
    fail_three_times(redis_client, claim, end)
    enqueue(redis_client, "test-gated", {})

    close_circuit(redis_client, "test-gated")

    assert gate(redis_client).circuit == "closed"
    assert claim() is not None


def test_other_types_run_on_while_one_is_closed(redis_client: redis.Redis, claim: TakeNext, end: End) -> None:
    fail_three_times(redis_client, claim, end)
    enqueue(redis_client, "test-gated", {})
    other = enqueue(redis_client, "test-patient", {}).job_id

    result = claim()

    assert result is not None
    assert result.job_id == other


def test_a_paused_type_waits_and_goes_on_in_its_order(redis_client: redis.Redis, claim: TakeNext) -> None:
    jobs = [enqueue(redis_client, "test-gated", {}).job_id for _ in range(2)]
    pause_type(redis_client, "test-gated", Pause("ada", "deploy", utc_now()))

    paused = claim()
    pause = gate(redis_client).pause
    resume_type(redis_client, "test-gated")
    results = [claim(), claim()]

    assert paused is None
    assert pause is not None
    assert (pause.by, pause.reason, pause.until) == ("ada", "deploy", None)
    assert [job.job_id for job in results if job] == jobs
    assert gate(redis_client).pause is None


def test_a_pause_ends_by_itself(redis_client: redis.Redis, claim: TakeNext) -> None:
    enqueue(redis_client, "test-gated", {})
    begun = utc_now() - timedelta(minutes=5)
    pause_type(redis_client, "test-gated", Pause("ada", "", begun, begun + timedelta(minutes=4)))

    assert gate(redis_client).pause is None
    assert claim() is not None


def test_a_paused_queue_waits_and_the_others_go_on(redis_client: redis.Redis, claim: TakeNext) -> None:
    high = enqueue(redis_client, "test-patient", {}, priority=Priority.HIGH).job_id
    low = enqueue(redis_client, "test-patient", {}, priority=Priority.LOW).job_id
    pause_queue(redis_client, "high", Pause("ada", "", utc_now()))

    first = claim()
    paused = read_queue_pauses(redis_client, utc_now())
    resume_queue(redis_client, "high")
    second = claim()

    assert first is not None
    assert second is not None
    assert (first.job_id, second.job_id) == (low, high)
    assert list(paused) == ["high"]


def test_what_there_is_not_cannot_be_paused(redis_client: redis.Redis) -> None:
    with pytest.raises(UnknownJobType):
        pause_type(redis_client, "none", Pause("ada", "", utc_now()))
    with pytest.raises(InvalidInput, match="high, medium, low"):
        pause_queue(redis_client, "none", Pause("ada", "", utc_now()))
    with pytest.raises(InvalidInput, match="later than it begins"):
        Pause("ada", "", utc_now(), utc_now() - timedelta(hours=1))


def test_a_low_job_past_its_longest_wait_runs_though_high_never_ends(
    redis_client: redis.Redis, claim: TakeNext
) -> None:
    old = enqueue(redis_client, "test-patient", {}, priority=Priority.LOW).job_id
    redis_client.hset(rq_keys.job(old), "fsp_enqueued_ms", 1)
    for _ in range(5):
        enqueue(redis_client, "test-patient", {}, priority=Priority.HIGH)

    started = [result.job_id for result in (claim(), claim()) if result]

    assert old in started


def test_a_parked_job_past_its_longest_wait_runs_though_high_never_ends(
    redis_client: redis.Redis, claim: TakeNext
) -> None:
    pause_type(redis_client, "test-gated", Pause("ada", "", utc_now()))
    old = enqueue(redis_client, "test-gated", {}, priority=Priority.LOW).job_id
    assert claim() is None
    redis_client.hset(rq_keys.job(old), "fsp_enqueued_ms", 1)
    resume_type(redis_client, "test-gated")
    for _ in range(5):
        enqueue(redis_client, "test-patient", {}, priority=Priority.HIGH)

    started = [result.job_id for result in (claim(), claim()) if result]

    assert old in started


def test_a_backlog_of_overdue_jobs_leaves_every_other_turn_to_high(redis_client: redis.Redis, claim: TakeNext) -> None:
    for _ in range(6):
        job_id = enqueue(redis_client, "test-patient", {}, priority=Priority.LOW).job_id
        redis_client.hset(rq_keys.job(job_id), "fsp_enqueued_ms", 1)
    for _ in range(6):
        enqueue(redis_client, "test-patient", {}, priority=Priority.HIGH)

    queues = [result.queue for result in (claim() for _ in range(6)) if result]

    assert sorted(queues) == ["high"] * 3 + ["low"] * 3


def test_in_strict_priority_no_wait_counts(redis_client: redis.Redis) -> None:
    old = enqueue(redis_client, "test-patient", {}, priority=Priority.LOW).job_id
    redis_client.hset(rq_keys.job(old), "fsp_enqueued_ms", 1)
    for _ in range(5):
        enqueue(redis_client, "test-patient", {}, priority=Priority.HIGH)
    strict = JobFetcher(redis_client, worker="w", queues=QUEUES, lease_seconds=30, is_strict=True)

    order = [claim.queue for claim in (strict.next()[1] for _ in range(6)) if claim]

    assert order == ["high"] * 5 + ["low"]


def test_before_its_longest_wait_priority_is_strict(redis_client: redis.Redis, claim: TakeNext) -> None:
    enqueue(redis_client, "test-patient", {}, priority=Priority.LOW)
    for _ in range(5):
        enqueue(redis_client, "test-patient", {}, priority=Priority.HIGH)

    queues = [result.queue for result in (claim() for _ in range(6)) if result]

    assert queues == ["high"] * 5 + ["low"]


def test_jobs_behind_a_closed_gate_are_moved_aside_once(redis_client: redis.Redis, claim: TakeNext) -> None:
    pause_type(redis_client, "test-gated", Pause("ada", "", utc_now()))
    pipeline = redis_client.pipeline(transaction=False)
    for number in range(2500):
        pipeline.hset(
            rq_keys.job(f"j{number}"), mapping={"fsp_type": "test-gated", "status": "queued", "origin": "medium"}
        )
        pipeline.rpush(rq_keys.queue("medium"), f"j{number}")
    pipeline.execute()
    job_id = enqueue(redis_client, "test-patient", {}, priority=Priority.LOW).job_id

    result = claim()

    assert result is not None
    assert result.job_id == job_id
    assert redis_client.zcard(gate_keys.blocked("medium")) == 2500
