"""When a dead letter is tried again by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from fsp.dead_letters.triage import next_replay_at, replay_job_id, root_job_id

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_waits_double_from_one_hour_and_end_after_five() -> None:
    found = [next_replay_at(reason="spent", replays=replays, now=NOW) for replays in range(7)]

    assert found == [NOW + timedelta(hours=hours) for hours in (1, 2, 4, 8, 16)] + [None, None]


@pytest.mark.parametrize("reason", ["permanent", "undecodable", "poison"])
def test_what_trying_again_cannot_mend_waits_for_a_person(reason: str) -> None:
    assert next_replay_at(reason=reason, replays=0, now=NOW) is None


def test_a_replay_of_a_replay_belongs_to_the_first_job() -> None:
    assert replay_job_id("a-replay-1", 2) == "a-replay-2"
    assert [root_job_id(name) for name in ("a", "a-replay-12", "replay-1-b")] == ["a", "a", "replay-1-b"]
