"""The ids of replays: they lead to the job that died, and no other id does."""

from fsp.jobs.replay_id import is_replay, replay_job_id, root_job_id


def test_a_replay_of_a_replay_belongs_to_the_first_job() -> None:
    assert replay_job_id("a-replay-1", 2) == "a-replay-2"
    assert [root_job_id(name) for name in ("a", "a-replay-12", "replay-1-b")] == ["a", "a", "replay-1-b"]


def test_only_a_number_at_the_end_makes_a_replay() -> None:
    assert [is_replay(name) for name in ("a-replay-1", "a-replay-b", "a-replay-1-b", "a")] == [
        True,
        False,
        False,
        False,
    ]
