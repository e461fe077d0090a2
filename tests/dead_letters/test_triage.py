"""When a dead letter is tried again by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from fsp.dead_letters.triage import next_replay_at

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_waits_double_from_one_hour_and_end_after_five() -> None:
    next_replays = [next_replay_at(reason="spent", replays=replays, now=NOW) for replays in range(7)]

    assert next_replays == [NOW + timedelta(hours=hours) for hours in (1, 2, 4, 8, 16)] + [None, None]


@pytest.mark.parametrize("reason", ["permanent", "undecodable", "poison"])
def test_what_trying_again_cannot_mend_waits_for_a_person(reason: str) -> None:
    assert next_replay_at(reason=reason, replays=0, now=NOW) is None
