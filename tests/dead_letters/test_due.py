"""The hourly pass: once, paced, never into a closed gate, five times at most."""

import threading
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
import redis
from flask import Flask

from fsp.dead_letters.due import PACE, replay_due
from fsp.gates.controls import pause_type
from fsp.gates.pauses import Pause
from fsp.models.dead_letter import DeadLetterState
from fsp.redis_ops import gate_keys, rq_keys
from fsp.stores import db
from tests.dead_letters.burying import buried, letters

NOW = datetime(2030, 5, 1, tzinfo=UTC)


def test_the_pass_takes_what_is_due_once_and_paced(core: Flask, redis_client: redis.Redis) -> None:
    for number in range(3):
        buried(f"j{number}")
    buried("never", reason="permanent")

    early = replay_due(redis_client, datetime.now(UTC))
    first = replay_due(redis_client, NOW)
    second = replay_due(redis_client, NOW)

    scheduled = redis_client.zrange(rq_keys.scheduled("low"), 0, -1, withscores=True)
    due_at = [score for _, score in cast(list[tuple[bytes, float]], scheduled)]
    assert (early.due, first.replayed, second.due) == (0, 3, 0)
    assert redis_client.llen(rq_keys.queue("low")) == 1
    assert due_at == [(NOW + PACE).timestamp(), (NOW + 2 * PACE).timestamp()]


def test_two_passes_at_once_replay_each_letter_once(core: Flask, redis_client: redis.Redis) -> None:
    for number in range(20):
        buried(f"j{number}")
    reports = []

    def run() -> None:
        with core.app_context():
            reports.append(replay_due(redis_client, NOW))
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(report.replayed for report in reports) == 20
    assert redis_client.llen(rq_keys.queue("low")) + redis_client.zcard(rq_keys.scheduled("low")) == 20
    assert {letter.replays for letter in letters()} == {1}


@pytest.mark.parametrize("how", ["paused", "open"])
def test_nothing_is_replayed_into_a_closed_gate(core: Flask, redis_client: redis.Redis, how: str) -> None:
    buried()
    if how == "paused":
        pause_type(redis_client, "export-data", Pause("ada", "", datetime.now(UTC)))
    else:
        far = int((NOW.timestamp() + 3600) * 1000)
        redis_client.hset(gate_keys.gate("export-data"), mapping={"circuit": "open", "open_until": far})

    report = replay_due(redis_client, NOW)

    assert (report.replayed, report.held_back) == (0, 1)
    assert letters()[0].state == DeadLetterState.DEAD


def test_one_letter_probes_a_half_open_circuit_with_nothing_behind_it(core: Flask, redis_client: redis.Redis) -> None:
    for number in range(3):
        buried(f"j{number}")
    redis_client.hset(gate_keys.gate("export-data"), mapping={"circuit": "half_open", "opened_at": 1})

    report = replay_due(redis_client, NOW)

    assert (report.replayed, report.held_back) == (1, 2)
    assert redis_client.llen(rq_keys.queue("low")) == 1


def test_five_replays_are_all(core: Flask, redis_client: redis.Redis) -> None:
    letter = buried()
    now = NOW
    for _ in range(8):
        replay_due(redis_client, now)
        (letter,) = letters()
        if letter.state == DeadLetterState.REPLAYED:
            buried(f"j-replay-{letter.replays}")
        now += timedelta(days=2)

    assert letters()[0].replays == 5
    assert letters()[0].next_replay_at is None


def test_letters_that_cannot_be_replayed_are_left_to_a_person_and_keep_no_other_waiting(
    core: Flask, redis_client: redis.Redis
) -> None:
    buried("bad", arguments={"shop": 1})
    buried("hidden", arguments={"project": "token=abcdefgh"})
    buried("gone", job_type="gone")
    buried("good")

    first, second = replay_due(redis_client, NOW), replay_due(redis_client, NOW)

    assert (first.due, first.replayed, first.held_back, first.set_aside) == (4, 1, 1, 2)
    assert [name.split(":")[1].strip() for name in first.named] == ["InvalidArguments", "Conflict"]
    assert (second.due, second.replayed, second.held_back, second.set_aside) == (1, 0, 1, 0)
    states = {letter.job_id: (letter.state, letter.next_replay_at is None) for letter in letters()}
    assert states == {
        "bad": (DeadLetterState.DEAD, True),
        "hidden": (DeadLetterState.DEAD, True),
        "gone": (DeadLetterState.DEAD, False),
        "good": (DeadLetterState.REPLAYED, True),
    }


def test_letters_of_a_paused_type_do_not_fill_the_batch(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fsp.dead_letters.due.BATCH", 2)
    for number in range(3):
        buried(f"held-{number}", job_type="generate-report", arguments={})
    buried("free")
    pause_type(redis_client, "generate-report", Pause("ada", "", NOW))

    report = replay_due(redis_client, NOW)

    assert (report.due, report.replayed, report.held_back) == (4, 1, 3)
